/** A plan → a project as a user has it: template, code, a script of stimuli, settings. */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { faultKindsOf, type Fault } from '../../../src/cloud/aws/faults'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { defaultSettings } from '../../../src/project/files'
import type { Project, ProjectFiles } from '../../../src/project/model'
import { aliasOf, renderFunction } from './functions'
import type { FaultPlan, Plan } from './plan'
import type { Properties, Rendered, Resource, SendTarget, Stimulus } from './source'

export const SCRIPT = 'events/traffic.stimuli.json'

/** `UNRESERVED_MINIMUM` must stay unreserved; beside it goes what three functions reserve at most. */
const RESERVES_FROM = 130

const HANDLER = path.resolve('tests/simulation/handler')
const code = (): ProjectFiles => {
  codeFiles ??= Object.fromEntries(
    ['index.ts', 'behaviour.ts', 'sending.ts'].map((file) => [
      `src/${file}`,
      readFileSync(path.join(HANDLER, file), 'utf8'),
    ]),
  )
  return codeFiles
}
let codeFiles: ProjectFiles | undefined

export interface GeneratedProject extends Project {
  /** What the template has. */
  readonly resources: Readonly<Record<string, Resource>>
}

export function projectOf(plan: Plan, seed: number): GeneratedProject {
  const names = plan.functions.map((_, index) => `Function${index + 1}`)
  const account = plan.settings.accountConcurrency
  const mayReserve = account === undefined || account >= RESERVES_FROM
  const sources = readable(plan).map(({ fn, source }, index) => {
    const at = fn % names.length
    const options = plan.functions[at]
    if (!options) throw new Error('a plan has a function at least')
    const place = { n: index + 1, fn: names[at] ?? '', timeout: options.timeout, alias: aliasOf(options, mayReserve) }
    return { fn: at, rendered: source.render(place) }
  })
  const resources: Record<string, Resource> = {}
  plan.functions.forEach((options, index) => {
    const own = sources.filter(({ fn }) => fn === index).map(({ rendered }) => rendered)
    const sends = options.sends && sendingOf(index, options.sends, sources, plan, names)
    Object.assign(
      resources,
      renderFunction(options, {
        id: names[index] ?? '',
        seed,
        mayReserve,
        events: Object.assign({}, ...own.map(({ events }) => events)) as Properties,
        statements: own.flatMap(({ statements }) => statements ?? []),
        sends: sends ?? null,
      }),
    )
  })
  for (const { rendered } of sources) Object.assign(resources, rendered.resources)
  const stimuli = sources.flatMap(({ rendered }) => rendered.stimuli)
  return {
    resources,
    files: { 'template.yaml': templateText(resources), [SCRIPT]: scriptText(stimuli), ...code() },
    settings: {
      ...defaultSettings(),
      name: `Simulation ${seed}`,
      seed,
      pace: 'max',
      cpu: 'fixed',
      latency: plan.settings.latency,
      duplicates: plan.settings.duplicates,
      accountConcurrency: account ?? null,
      faults: faultsOf(plan.faults, resources),
      stimulus: { target: names[0] ?? '', kind: 'sync', eventFile: null, payload: '{}', script: SCRIPT },
      openFile: 'template.yaml',
    },
  }
}

/** SAM names the policy of some sources without the event: a function can have one of them. */
const ONCE: ReadonlySet<string> = new Set(['kafka', 'docdb'])

function readable({ sources, functions }: Plan): Plan['sources'] {
  const had = new Set<string>()
  return sources.filter(({ fn, source: { kind } }) => {
    const name = `${kind} ${fn % functions.length}`
    if (ONCE.has(kind) && had.has(name)) return false
    had.add(name)
    return true
  })
}

/** Functions send downstream: to what a later function gets. Upstream only where Lambda detects loops. */
function sendingOf(
  fn: number,
  { to, share }: { readonly to: number; readonly share: number },
  sources: readonly { readonly fn: number; readonly rendered: Rendered }[],
  plan: Plan,
  names: readonly string[],
) {
  const found: { readonly target: SendTarget; readonly share: number; readonly back: boolean }[] = []
  // The API refers to all functions that have a route.
  const hasRoute = sources.some(({ fn: reader, rendered }) => reader <= fn && rendered.api === true)
  for (const { fn: reader, rendered } of sources) {
    const { sendTarget: target, api } = rendered
    if (!target || (api === true && hasRoute)) continue
    const back = reader <= fn
    if (!back) found.push({ target, share, back })
    else if (reader === fn && DETECTED.has(target.service) && plan.functions[fn]?.recursive === undefined) {
      found.push({ target, share, back })
    }
  }
  plan.functions.forEach(({ url }, index) => {
    const id = names[index] ?? ''
    if (!url || index <= fn) return
    const target: SendTarget = {
      service: 'http',
      target: { 'Fn::GetAtt': [`${id}Url`, 'FunctionUrl'] },
      action: '*',
      resource: '*',
    }
    found.push({ target, share, back: false })
  })
  const onward = found.filter(({ back }) => !back)
  const chosen = onward.length > 0 && to < LOOPS_FROM ? onward : to < LOOPS_FROM ? [] : found
  return chosen[to % chosen.length]
}

/** Of the numbers by which a target is chosen: these may choose the function itself. */
const LOOPS_FROM = 7

/** What Lambda's recursive loop detection follows. */
const DETECTED: ReadonlySet<string> = new Set(['sqs', 'lambda', 'sns'])

function faultsOf(plans: readonly FaultPlan[], resources: Readonly<Record<string, Resource>>): readonly Fault[] {
  const targets = Object.entries(resources)
    .map(([resource, { Type }]) => ({ resource, kinds: faultKindsOf(plainType(Type)) }))
    .filter(({ kinds }) => kinds.length > 0)
  const faults = new Map<string, Fault>()
  for (const { target, kind: nthKind, rate, from, to, nth } of plans) {
    const chosen = targets[target % targets.length]
    const kind = chosen?.kinds[nthKind % chosen.kinds.length]
    if (!chosen || kind === undefined) continue
    const { resource } = chosen
    faults.set(
      `${kind} ${resource}`,
      kind === 'latency'
        ? { resource, kind, rate, from, to }
        : kind === 'poison'
          ? { resource, kind, nth }
          : kind === 'no-backoff'
            ? { resource, kind }
            : { resource, kind, rate },
    )
  }
  return [...faults.values()]
}

const plainType = (type: string): string => type.replace('Serverless::Function', 'Lambda::Function')

function templateText(resources: Readonly<Record<string, Resource>>): string {
  const BuildProperties = { EntryPoints: ['index.ts'] }
  const shown = Object.entries(resources).map(([id, { Type, Properties, ...rest }]): [string, TemplateValue] => [
    id,
    Type === 'AWS::Serverless::Function'
      ? { Type, Metadata: { BuildMethod: 'esbuild', BuildProperties }, Properties: Properties ?? {} }
      : { Type, ...(Properties && Object.keys(Properties).length > 0 && { Properties }), ...rest },
  ])
  return stringify(
    {
      Transform: 'AWS::Serverless-2016-10-31',
      Globals: { Function: { CodeUri: 'src/', Handler: 'index.handler' } },
      Resources: Object.fromEntries(shown),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
}

const scriptText = (stimuli: readonly Stimulus[]): string =>
  `{ "stimuli": [\n${stimuli.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n] }\n`
