/** A plan → a project as a user has it: template, code, a script of stimuli, settings. */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { faultKindsOf, type Fault } from '../../../src/cloud/aws/faults'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { defaultSettings } from '../../../src/project/files'
import type { Project, ProjectFiles } from '../../../src/project/model'
import { aliasOf, renderFunction, type FunctionPlan } from './functions'
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
  readonly update: {
    /** Seconds after the traffic has begun. */
    readonly at: number
    readonly resources: Readonly<Record<string, Resource>>
  } | null
}

/** The template after the update; beside the other one, for whoever deploys it by hand. */
export const UPDATED = 'updated.template.yaml'

export function projectOf(plan: Plan, seed: number): GeneratedProject {
  const { resources, stimuli } = stackOf(plan, seed, undefined)
  const update = plan.update && {
    at: plan.update.at,
    resources: stackOf(updated(plan, plan.update.functions), seed, plan.update.drops).resources,
  }
  return {
    resources,
    update: update ?? null,
    files: {
      'template.yaml': templateText(resources),
      ...(update && { [UPDATED]: templateText(update.resources) }),
      [SCRIPT]: scriptText(stimuli),
      ...code(),
    },
    settings: {
      ...defaultSettings(),
      name: `Simulation ${seed}`,
      seed,
      pace: 'max',
      cpu: 'fixed',
      latency: plan.settings.latency,
      duplicates: plan.settings.duplicates,
      accountConcurrency: plan.settings.accountConcurrency ?? null,
      faults: faultsOf(plan.faults, resources),
      stimulus: { target: nameOf(0), kind: 'sync', eventFile: null, payload: '{}', script: SCRIPT },
      openFile: 'template.yaml',
    },
  }
}

/** Queues are made for their function's timeout, and handlers of others call its URL, which may be its alias's: both stay. */
const updated = (plan: Plan, functions: readonly FunctionPlan[]): Plan => ({
  ...plan,
  functions: plan.functions.map((one, index) => {
    const { timeout, url } = one
    const next = { ...one, ...functions[index], timeout, url }
    // An alias that is there for provisioned concurrency goes with it.
    const provisioned = one.alias ? next.provisioned : one.provisioned
    return { ...next, alias: one.alias, provisioned }
  }),
})

const nameOf = (fn: number): string => `Function${fn + 1}`

/** @param drops the source that is left out; an API stays, because handlers call it */
function stackOf(plan: Plan, seed: number, drops: number | undefined) {
  const names = plan.functions.map((_, index) => nameOf(index))
  const account = plan.settings.accountConcurrency
  const mayReserve = account === undefined || account >= RESERVES_FROM
  const rendered = readable(plan).map(({ fn, source }, index) => {
    const at = fn % names.length
    const options = plan.functions[at]
    if (!options) throw new Error('a plan has a function at least')
    const place = { n: index + 1, fn: nameOf(at), timeout: options.timeout, alias: aliasOf(options, mayReserve) }
    return { fn: at, rendered: source.render(place) }
  })
  const sources = rendered.filter((one, index) => index !== drops || one.rendered.api === true)
  const resources: Record<string, Resource> = {}
  plan.functions.forEach((options, index) => {
    const own = sources.filter(({ fn }) => fn === index).map((one) => one.rendered)
    const sends = options.sends && sendingOf(index, options.sends, sources, plan, names)
    Object.assign(
      resources,
      renderFunction(options, {
        id: nameOf(index),
        seed,
        mayReserve,
        events: Object.assign({}, ...own.map(({ events }) => events)) as Properties,
        statements: own.flatMap(({ statements }) => statements ?? []),
        sends: sends ?? null,
      }),
    )
  })
  for (const one of sources) Object.assign(resources, one.rendered.resources)
  return { resources, stimuli: sources.flatMap((one) => one.rendered.stimuli) }
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
