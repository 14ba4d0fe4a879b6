import type { TraceRecord } from '../../cloud/aws/trace-records'

export interface Resource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  readonly arn: string
}

/** The name at the end of an ARN or URL; a plain name as it is. */
export const nameOf = (id: string): string => id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1)

const BEARERS: ReadonlySet<string> = new Set(['AWS::Lambda::Function', 'AWS::SQS::Queue'])

/** What the template calls the things that the trace names by physical id, ARN or URL. */
export class ResourceNames {
  #byLogicalId = new Map<string, Resource>()
  #byAnyName = new Map<string, Resource>()

  fork(): ResourceNames {
    const fork = new ResourceNames()
    fork.#byLogicalId = new Map(this.#byLogicalId)
    fork.#byAnyName = new Map(this.#byAnyName)
    return fork
  }

  apply(record: TraceRecord): void {
    if (record.type !== 'stack.resource') return
    const { logicalId, physicalId, arn } = record
    if (record.action === 'delete') {
      this.#byLogicalId.delete(logicalId)
      return
    }
    const resource: Resource = { logicalId, type: record.resourceType, physicalId, arn }
    this.#byLogicalId.set(logicalId, resource)
    for (const name of [physicalId, arn, nameOf(physicalId), nameOf(arn)]) {
      // Some resources go by the name of the function or queue they belong to.
      if (name && (BEARERS.has(resource.type) || !this.#byAnyName.has(name))) this.#byAnyName.set(name, resource)
    }
  }

  resource(logicalId: string): Resource | undefined {
    return this.#byLogicalId.get(logicalId)
  }

  /** The resource behind a name, ARN or URL; deleted ones keep their name. */
  find(name: string): Resource | undefined {
    return this.#byAnyName.get(name) ?? this.#byLogicalId.get(name) ?? this.#byAnyName.get(nameOf(name))
  }

  /** The logical id of the resource with this very ARN. */
  byArn(arn: string): string | undefined {
    const found = this.#byAnyName.get(arn)
    return found?.arn === arn ? found.logicalId : undefined
  }

  /** The logical id, or what is left of an unknown id without its ARN or URL. */
  label(name: string): string {
    return this.find(name)?.logicalId ?? nameOf(name)
  }

  /** What the stack has now. */
  deployed(): readonly Resource[] {
    return [...this.#byLogicalId.values()]
  }

  ofType(type: string): readonly Resource[] {
    return [...this.#byLogicalId.values()].filter((resource) => resource.type === type)
  }
}
