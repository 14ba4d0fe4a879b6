/**
 * Applies a stack: resources in the order of their dependencies, each created, updated, replaced or left alone; what is
 * no longer in the template is deleted last. A resource that fails is reported and the rest goes on (unlike
 * CloudFormation, which rolls back: here the author sees every problem at once).
 */

import { IntrinsicError, dependencies, evaluate } from './aws/intrinsics'
import { formatArn, type Account } from './aws/arn'
import { AwsError } from './aws/aws-error'
import type { ResourceDiagnostic, StackModel, StackResource, TemplateValue } from './aws/template'
import type { TraceFact } from './aws/trace-records'
import { resolveReferences } from './dynamic-references'
import type { Kernel } from './kernel/kernel'
import { Random } from './kernel/random'
import type { DeployReport, DeployedResource } from './protocol'
import {
  ResourceError,
  type CodePackage,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
} from './services/contract'

interface Deployed {
  readonly type: string
  readonly handle: ResourceHandle
  readonly code: CodePackage | null
  readonly retained: boolean
  /** JSON of type, properties and code as applied, to see whether anything changed. */
  readonly applied: string
}

export class Deployer {
  readonly #deployed = new Map<string, Deployed>()

  constructor(
    readonly kernel: Kernel<TraceFact>,
    readonly account: Account,
    readonly typeOf: (resourceType: string) => ResourceType | undefined,
    /** Gives the values of dynamic references, by name: `ssm`. */
    readonly referencesOf: (name: string) => ((reference: string) => string) | undefined = () => undefined,
  ) {}

  /** What a logical id stands for; undefined when it is not deployed. */
  find(logicalId: string): DeployedResource | undefined {
    const found = this.#deployed.get(logicalId)
    return found && describe(logicalId, found)
  }

  /** @param code deployment packages by logical id of the function */
  deploy(stack: StackModel, code: ReadonlyMap<string, CodePackage>): DeployReport {
    const diagnostics: ResourceDiagnostic[] = []
    const order = inOrderOfDependencies(stack.resources)
    for (const resource of order) {
      try {
        this.#apply(
          stack,
          resource,
          code.get(codeOwner(resource)) ?? this.#deployed.get(resource.logicalId)?.code ?? null,
        )
        diagnostics.push(...warningsOf(resource.logicalId, this.#deployed.get(resource.logicalId)))
      } catch (error) {
        diagnostics.push(diagnose(resource.logicalId, error))
      }
    }
    const kept = new Set(stack.resources.map(({ logicalId }) => logicalId))
    for (const logicalId of [...this.#deployed.keys()].reverse()) if (!kept.has(logicalId)) this.#delete(logicalId)
    return {
      ok: diagnostics.every(({ severity }) => severity !== 'error'),
      diagnostics,
      resources: [...this.#deployed].map(([logicalId, deployed]) => describe(logicalId, deployed)),
      outputs: this.#outputs(stack),
    }
  }

  #apply(stack: StackModel, resource: StackResource, code: CodePackage | null): void {
    const { logicalId, type, retained = false } = resource
    const resourceType = this.typeOf(type)
    const evaluated = this.#evaluate(stack, resource.properties)
    const properties = resolveReferences(evaluated, (name, reference) => {
      const valueOf = this.referencesOf(name)
      if (!valueOf) throw new ResourceError(`Dynamic references to ${name} are not simulated.`)
      return valueOf(reference)
    }) as Record<string, TemplateValue>
    const existing = this.#deployed.get(logicalId)
    const applied = JSON.stringify([type, properties, code])
    if (existing?.applied === applied) return
    if (!resourceType) throw new ResourceError(`${type} is not simulated yet.`)
    const input: ResourceInput = { logicalId, properties, generatedName: this.#generatedName(stack, logicalId), code }
    const updated = existing?.type === type ? resourceType.update(existing.handle, input) : null
    // A replacement comes first, as in CloudFormation: if it is refused, what exists goes on.
    const handle = updated ?? resourceType.create(input)
    if (existing && !updated) this.#delete(logicalId)
    this.#deployed.set(logicalId, { type, handle, code, retained, applied })
    this.#record(updated ? 'update' : 'create', logicalId, type, handle)
  }

  #delete(logicalId: string): void {
    const existing = this.#deployed.get(logicalId)
    if (!existing) return
    this.#deployed.delete(logicalId)
    if (!existing.retained) this.typeOf(existing.type)?.delete(existing.handle)
    this.#record('delete', logicalId, existing.type, existing.handle)
  }

  #record(
    action: 'create' | 'update' | 'delete',
    logicalId: string,
    resourceType: string,
    handle: ResourceHandle,
  ): void {
    const { physicalId, arn } = handle
    this.kernel.trace.record({ type: 'stack.resource', action, logicalId, resourceType, physicalId, arn })
  }

  /** The random part depends on seed and logical id alone, so that a new resource renames no other. */
  #generatedName(stack: StackModel, logicalId: string): string {
    const random = new Random(this.kernel.seed, `name:${stack.stackName}:${logicalId}`)
    return `${stack.stackName}-${logicalId}-${random.text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}`
  }

  #outputs(stack: StackModel): Record<string, string> {
    const outputs: Record<string, string> = {}
    for (const [name, value] of Object.entries(stack.outputs)) {
      try {
        outputs[name] = String(this.#evaluate(stack, value))
      } catch (error) {
        // Its resource failed and was reported there.
        if (!(error instanceof ResourceError)) throw error
      }
    }
    return outputs
  }

  #evaluate(stack: StackModel, value: TemplateValue): TemplateValue {
    return evaluate(value, {
      ref: (name) => this.#pseudoParameter(stack, name) ?? stack.parameters[name] ?? this.#existing(name).handle.ref,
      attribute: (logicalId, name) => {
        const { type, handle } = this.#existing(logicalId)
        const attribute = handle.attributes[name]
        if (attribute === undefined) {
          const known = Object.keys(handle.attributes).join(', ')
          throw new ResourceError(
            `Requested attribute ${name} does not exist in schema for ${type}`,
            [],
            known ? `${logicalId} has ${known}.` : undefined,
          )
        }
        return attribute
      },
    })
  }

  #existing(logicalId: string): Deployed {
    const found = this.#deployed.get(logicalId)
    if (!found) throw new ResourceError(`${logicalId} could not be deployed, and this resource refers to it.`)
    return found
  }

  #pseudoParameter(stack: StackModel, name: string): string | undefined {
    switch (name) {
      case 'AWS::AccountId':
        return this.account.accountId
      case 'AWS::Region':
        return this.account.region
      case 'AWS::Partition':
        return 'aws'
      case 'AWS::StackName':
        return stack.stackName
      case 'AWS::StackId':
        return `${formatArn('cloudformation', this.account, `stack/${stack.stackName}`)}/${new Random(this.kernel.seed, `stack:${stack.stackName}`).uuid()}`
      case 'AWS::URLSuffix':
        return 'amazonaws.com'
      default:
        return undefined
    }
  }
}

/** A version that SAM makes of a function follows the function's code. */
const codeOwner = ({ type, logicalId, origin }: StackResource): string =>
  type === 'AWS::Lambda::Version' ? origin : logicalId

function describe(logicalId: string, { type, handle }: Deployed): DeployedResource {
  return { logicalId, type, physicalId: handle.physicalId, arn: handle.arn, ref: handle.ref }
}

/** Also of a resource that needed no update: what is worth knowing stays so. */
function warningsOf(logicalId: string, deployed: Deployed | undefined): readonly ResourceDiagnostic[] {
  return (deployed?.handle.warnings ?? []).map((warning) => ({
    severity: 'warning',
    logicalId,
    code: 'deploy/note',
    ...warning,
  }))
}

function diagnose(logicalId: string, error: unknown): ResourceDiagnostic {
  if (error instanceof ResourceError) {
    const { path, message, hint } = error
    return { severity: 'error', logicalId, path, code: 'deploy/refused', message, ...(hint && { hint }) }
  }
  if (error instanceof IntrinsicError) {
    const { path, message } = error
    return { severity: 'error', logicalId, path, code: 'deploy/intrinsic', message }
  }
  if (error instanceof AwsError) {
    return {
      severity: 'error',
      logicalId,
      path: [],
      code: 'deploy/refused',
      message: `${error.code}: ${error.message}`,
    }
  }
  throw error
}

/** What lets a role do something, beside the role itself. */
const GRANTS: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'])

/** Depth first, in the template's own order otherwise. Cycles were reported with the template; here they just end. */
function inOrderOfDependencies(resources: readonly StackResource[]): readonly StackResource[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]))
  const ordered = new Set<StackResource>()
  const visiting = new Set<StackResource>()
  const visit = (resource: StackResource): void => {
    if (ordered.has(resource) || visiting.has(resource)) return
    visiting.add(resource)
    for (const logicalId of [...resource.dependsOn, ...dependencies(resource.properties)]) {
      const dependency = byId.get(logicalId)
      if (dependency) visit(dependency)
    }
    ordered.add(resource)
  }
  // On AWS they are made while others are still waiting for their role or function, and so are there in time.
  for (const resource of resources) if (GRANTS.has(resource.type)) visit(resource)
  for (const resource of resources) visit(resource)
  return [...ordered]
}
