/** The project that holds the attacks: JavaScript without a build, so that nothing but the attack's own text is in it. */

import type { EscapeCase } from './contract'

export interface Attacker {
  /** Of the function. */
  readonly name: string
  readonly cases: readonly EscapeCase[]
}

type Files = Record<string, string>

/** Cases that leave nothing behind share an environment; every other one has its own. */
export function attackersOf(category: string, cases: readonly EscapeCase[]): readonly Attacker[] {
  const isAlone = (one: EscapeCase): boolean => one.alone === true || one.module !== undefined
  const shared = cases.filter((one) => !isAlone(one))
  const alone = cases.filter(isAlone).map((one) => ({ name: nameOf(`${category}-${one.id}`), cases: [one] }))
  return [...(shared.length > 0 ? [{ name: nameOf(category), cases: shared }] : []), ...alone]
}

const nameOf = (text: string): string => text.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())

export function projectOf(attackers: readonly Attacker[]): Files {
  const files: Files = { 'template.yaml': template(attackers), 'src/other/index.js': OTHER }
  for (const { name, cases } of attackers) files[`src/${name}/index.js`] = sourceOf(cases)
  return files
}

/** Answers whatever happens to the others. */
const OTHER = `exports.handler = async (event) => {
  globalThis.leftByAnother = 1
  require('node:fs').writeFileSync('/tmp/left-by-another', 'x')
  return 'here: ' + event.word
}`

function sourceOf(cases: readonly EscapeCase[]): string {
  const [first] = cases
  if (first?.module !== undefined) return first.module
  const attacks = cases.map(({ id, attack }) => `${JSON.stringify(id)}: async (event, require) => {${attack}\n}`)
  return `/** What the simulated network answers where nobody is. */
const NOT_SIMULATED = 501
const attacks = {\n${attacks.join(',\n')}\n}
exports.handler = async (event) => {
  const silence = {}
  try {
    const value = await Promise.race([
      attacks[event.id](event, require),
      new Promise((resolve) => setTimeout(resolve, 1000, silence)),
    ])
    return value === silence ? { silent: true } : value === 'absent' ? { absent: true } : { got: value ?? null }
  } catch (error) {
    return { refused: String(error?.name ?? error) + ': ' + String(error?.message ?? '') }
  }
}`
}

const template = (attackers: readonly Attacker[]): string =>
  [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Transform: AWS::Serverless-2016-10-31',
    'Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler, Timeout: 10 } }',
    'Resources:',
    ...functionText('Other', 'src/other/'),
    ...attackers.flatMap(({ name, cases }) => functionText(name, `src/${name}/`, cases[0]?.runtime)),
    '  Private: { Type: AWS::SQS::Queue, Properties: { QueueName: Private } }',
  ].join('\n')

const functionText = (name: string, code: string, runtime?: string): readonly string[] => [
  `  ${name}:`,
  '    Type: AWS::Serverless::Function',
  `    Properties: { FunctionName: ${name}, CodeUri: ${code}${runtime ? `, Runtime: ${runtime}` : ''} }`,
]
