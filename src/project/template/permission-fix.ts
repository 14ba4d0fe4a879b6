/**
 * What a template would have to say so that a call which IAM denied is allowed: a policy template of SAM where one is
 * for just this, else a statement with the action and the resource.
 */

import { evaluate, isMapping } from '../../cloud/aws/intrinsics'
import { parseArn } from '../../cloud/aws/arn'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TraceFact } from '../../cloud/aws/trace-records'
import { TemplateDocument, type TemplatePath } from './document'
import { appendValue, setValue, TemplateEditError } from './edit'
import { propertiesPath } from './expansion'
import { readTemplate } from './index'
import { arnInTemplate, candidatesFor, targetOf, type DeployedArn, type Target } from './permission-targets'
import { POLICY_TEMPLATES, statementsOf } from './policy-templates'
import { valueAt } from './values'

export type { DeployedArn } from './permission-targets'

export type Denial = Pick<
  Extract<TraceFact, { type: 'access.denied' }>,
  'role' | 'action' | 'resource' | 'decision' | 'kind' | 'policy' | 'statement'
>

export type PermissionFix =
  | {
      readonly ok: true
      /** The template with the permission added. */
      readonly text: string
      /** For a button or a heading: `Add SQSSendMessagePolicy for Orders to Worker`. */
      readonly title: string
      /** What is added, as a template has it. */
      readonly added: TemplateValue
      /** Where: the list of policies. */
      readonly path: TemplatePath
    }
  /** Nothing that could be added would help; why, for people. */
  | { readonly ok: false; readonly reason: string }

const none = (reason: string): PermissionFix => ({ ok: false, reason })

/** @param deployed what the stack has, from the last deployment */
export function proposePermission(text: string, denial: Denial, deployed: readonly DeployedArn[]): PermissionFix {
  if (denial.decision === 'explicit-deny') {
    const where = `${denial.statement ?? ''} of ${denial.policy ?? 'a policy'}`
    return none(`Statement ${where} denies it. No permission outweighs a deny: that statement has to change.`)
  }
  if (denial.kind !== 'identity-based policy') {
    return none(
      `The role’s own policies allow it or do not matter; what does not allow it is the ${denial.kind ?? ''}.`,
    )
  }
  const holder = denial.role === null ? null : holderOf(text, denial.role, deployed)
  if (!holder) return none('The role is not one that this template makes.')
  const target = targetOf(denial.resource, deployed)
  const problems = errorsOf(text)
  for (const { policy, title } of policiesFor(denial, target, holder)) {
    try {
      const edited = withPolicy(text, holder.path, policy)
      // A reference back to what already waits for the function would be a circle.
      if (errorsOf(edited) > problems) continue
      return { ok: true, text: edited, title, added: policy, path: holder.path }
    } catch (error) {
      if (!(error instanceof TemplateEditError)) throw error
      return none(error.message)
    }
  }
  return none(
    `${target?.resource.logicalId ?? denial.resource} already refers to ${holder.name}: give it a name of its own, and allow ${denial.action} by that name.`,
  )
}

const errorsOf = (text: string): number =>
  readTemplate(text).diagnostics.filter(({ severity }) => severity === 'error').length

// --- Whose policies

interface Holder {
  /** Logical id in the template: the function, or its role. */
  readonly name: string
  /** The list of policies. */
  readonly path: TemplatePath
  /** SAM's Policies take policy templates; a role's inline policies have names. */
  readonly kind: 'function' | 'role'
}

function holderOf(text: string, roleArn: string, deployed: readonly DeployedArn[]): Holder | null {
  const role = deployed.find(({ type, arn }) => type === 'AWS::IAM::Role' && arn === roleArn)
  const resource = readTemplate(text).stack?.resources.find(({ logicalId }) => logicalId === role?.logicalId)
  if (!resource) return null
  const { logicalId, origin } = resource
  const value = new TemplateDocument(text, 'template.yaml').value
  const type = valueAt(value, ['Resources', origin, 'Type'])
  if (logicalId !== origin && type === 'AWS::Serverless::Function') {
    return { name: origin, path: [...propertiesPath(origin), 'Policies'], kind: 'function' }
  }
  if (type !== 'AWS::IAM::Role') return null
  return { name: origin, path: [...propertiesPath(origin), 'Policies'], kind: 'role' }
}

// --- What is added

interface Proposal {
  readonly policy: TemplateValue
  readonly title: string
}

function policiesFor(denial: Denial, target: Target | null, holder: Holder): readonly Proposal[] {
  const { action, resource } = denial
  const about =
    target?.resource.logicalId ?? (resource === '*' ? null : (parseArn(resource)?.resource ?? resource) || null)
  const proposals: Proposal[] = []
  if (holder.kind === 'function') {
    const service = action.split(':')[0] ?? ''
    const fitting = candidatesFor(service, resource, target).find((candidate) =>
      covers(candidate.name, candidate.actual, action, resource),
    )
    if (fitting) {
      const title = `Add ${fitting.name}${about === null ? '' : ` for ${about}`} to ${holder.name}`
      proposals.push({ policy: { [fitting.name]: fitting.written }, title })
    }
  }
  const written = arnInTemplate(resource, target)
  const statement = { Effect: 'Allow', Action: action, Resource: written }
  const title = `Allow ${holder.name} to call ${action}${about === null ? '' : ` on ${about}`}`
  if (proposals.length === 0 || target) proposals.push({ policy: inline(statement, denial, holder), title })
  if (target && hasOwnName(resource)) {
    const byName = { ...statement, Resource: arnInTemplate(resource, null) }
    proposals.push({ policy: inline(byName, denial, holder), title })
  }
  return proposals
}

function inline(statement: TemplateValue, { action }: Denial, holder: Holder): TemplateValue {
  if (holder.kind === 'function') return { Statement: [statement] }
  return {
    PolicyName: action.replace(':', '-'),
    PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
  }
}

/** A generated name is another on AWS, and ends in twelve characters of chance. */
const hasOwnName = (arn: string): boolean => !/coldstart-[A-Za-z0-9]+-[A-Za-z0-9]{12}/.test(arn)

/** Whether a policy template allows the action on the resource. */
function covers(name: string, actual: Readonly<Record<string, string>>, action: string, resource: string): boolean {
  const template = POLICY_TEMPLATES.get(name)
  if (!template) return false
  return statementsOf(template, actual).some((statement) => {
    const { Action: actions, Resource: resources } = plain(statement, resource)
    return (
      listOf(actions).some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
      listOf(resources).some((pattern) => isLike(pattern, resource))
    )
  })
}

/** With pseudo parameters as they are in the ARN that is asked about. */
function plain(statement: TemplateValue, resource: string): Readonly<Record<string, TemplateValue>> {
  const arn = parseArn(resource)
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': arn?.partition ?? 'aws',
    'AWS::Region': arn?.region ?? '',
    'AWS::AccountId': arn?.accountId ?? '',
  }
  const value = evaluate(statement, { ref: (name) => pseudo[name], attribute: () => undefined })
  return isMapping(value) ? value : {}
}

const listOf = (value: TemplateValue | undefined): readonly string[] =>
  (Array.isArray(value) ? (value as readonly TemplateValue[]) : [value]).map(String)

function isLike(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}

/** @throws TemplateEditError */
function withPolicy(text: string, path: TemplatePath, policy: TemplateValue): string {
  const present = valueAt(new TemplateDocument(text, 'template.yaml').value, path)
  if (present === undefined || present === null) return setValue(text, path, [policy])
  // SAM takes a single policy without a list.
  if (!Array.isArray(present)) return setValue(text, path, [present, policy])
  return appendValue(text, path, policy)
}
