/** The variables of the functions' environments, as types for the code that reads them. */

import { isMapping, references } from '../../../cloud/aws/intrinsics'
import { RESERVED_VARIABLES } from '../../../cloud/aws/reserved-variables'
import type { StackModel, TemplateValue } from '../../../cloud/aws/template'

/** Logical id of a function → name of a variable → its value in the template. */
export type Environments = ReadonlyMap<string, Readonly<Record<string, TemplateValue>>>

export function environmentsOf({ resources }: StackModel): Environments {
  return new Map(
    resources.flatMap(({ logicalId, type, properties }) => {
      const environment = type === 'AWS::Lambda::Function' ? properties['Environment'] : undefined
      const variables = isMapping(environment) ? environment['Variables'] : undefined
      return isMapping(variables) ? [[logicalId, variables] as const] : []
    }),
  )
}

/**
 * Declarations: `process.env.TABLE_NAME` is a text, with a word about where it comes from.
 * @param deployed the name that a resource has now; null before it is deployed
 */
export function environmentTypes(environments: Environments, deployed: (logicalId: string) => string | null): string {
  const values = new Map<string, string[]>()
  for (const [functionId, variables] of environments) {
    for (const [name, value] of Object.entries(variables)) {
      if (!/^[A-Za-z]\w*$/.test(name)) continue
      values.set(name, [...(values.get(name) ?? []), `${functionId}: ${meaning(value, deployed)}`])
    }
  }
  const variables = [...values].map(
    ([name, lines]) =>
      `    /**\n${lines.map((line) => `     * ${comment(line)}`).join('\n     *\n')}\n     */\n    ${name}: string`,
  )
  const reserved = [...RESERVED_VARIABLES]
    .filter((name) => !values.has(name))
    .map((name) => `    /** Set by Lambda. */\n    ${name}: string`)
  return `declare namespace NodeJS {\n  interface ProcessEnv {\n${[...variables, ...reserved].join('\n')}\n  }\n}\n`
}

function meaning(value: TemplateValue, deployed: (logicalId: string) => string | null): string {
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``
  const [first] = references(value)
  if (!first) return 'a value of the template'
  const { logicalId, attribute, by } = first
  const name = by === 'Ref' ? deployed(logicalId) : null
  const what = attribute === null ? logicalId : `${logicalId}.${attribute}`
  return name === null ? what : `${what}, now \`${name}\``
}

/** What comes from a template must not end the comment. */
const comment = (text: string): string => text.replaceAll('*/', '*\u200b/').replace(/\s+/g, ' ')

/** Of Node.js and of the shell that starts it. */
const USUAL = new Set([
  'PATH',
  'TZ',
  'LANG',
  'HOME',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_PATH',
  'DEBUG',
  'LD_LIBRARY_PATH',
])
/** Powertools and X-Ray are configured by variables that have defaults. */
const CONFIGURES = /^(POWERTOOLS_|AWS_|_)/

export interface UnknownVariable {
  readonly name: string
  /** In the text, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

const READ = /\bprocess\.env(?:\.([A-Za-z_]\w*)|\[\s*(['"])([A-Za-z_]\w*)\2\s*\])/g

/** Variables that a script reads and none of these functions has. @param functionIds those that begin in this file; of a shared one, all */
export function unknownVariables(
  script: string,
  environments: Environments,
  functionIds: readonly string[],
): readonly UnknownVariable[] {
  const known = new Set(functionIds.flatMap((id) => Object.keys(environments.get(id) ?? {})))
  return [...script.matchAll(READ)].flatMap((match): readonly UnknownVariable[] => {
    const name = match[1] ?? match[3] ?? ''
    if (known.has(name) || RESERVED_VARIABLES.has(name) || USUAL.has(name) || CONFIGURES.test(name)) return []
    const end =
      match.index +
      match[0].length -
      (match[1] === undefined ? match[0].length - match[0].lastIndexOf(name) - name.length : 0)
    return [{ name, start: end - name.length, end }]
  })
}
