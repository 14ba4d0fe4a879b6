/** SAM's policy templates: `- SQSSendMessagePolicy: { QueueName: … }` in a function's Policies. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'
import data from './policy-templates.json'

export interface PolicyTemplate {
  readonly description: string
  readonly parameters: readonly string[]
  /** As IAM has them, with `{ Ref }` to the parameters. */
  readonly statements: readonly Values[]
}

export const POLICY_TEMPLATES: ReadonlyMap<string, PolicyTemplate> = new Map(
  Object.entries(data.templates as unknown as Readonly<Record<string, PolicyTemplate>>),
)

/** The parameters of a template that have no value. */
export const missingParameters = (template: PolicyTemplate, given: Values): readonly string[] =>
  template.parameters.filter((name) => given[name] === undefined)

/** A template's statements with the parameters' values in them. */
export function statementsOf(template: PolicyTemplate, given: Values): readonly TemplateValue[] {
  return template.statements.map((statement) => withValues(statement, template, given))
}

function withValues(value: TemplateValue, template: PolicyTemplate, given: Values): TemplateValue {
  if (Array.isArray(value)) return value.map((entry: TemplateValue) => withValues(entry, template, given))
  if (!isMapping(value)) return value
  const name = value['Ref']
  // A value that is put in is not looked into: a Ref of its own means the stack's parameter.
  if (typeof name === 'string' && template.parameters.includes(name)) return given[name] ?? null
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withValues(entry, template, given)]))
}
