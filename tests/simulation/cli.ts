/** A process of `npm run simulate`: runs the seeds that it is told, and says how they ended. See simulate.mjs. */

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LinkError } from '../../src/project/share-url'
import { Coverage, type Counts } from './harness/coverage'
import { fileOf, linkContent, linkTo } from './harness/link'
import { recordsOf, type Finding } from './harness/check'
import { simulate } from './harness/run'
import { planOf, runSeed, shrink } from './harness/seed'
import { projectOf, UPDATED } from './plan/project'

export type Task =
  | { readonly type: 'run'; readonly seeds: readonly number[] }
  | {
      readonly type: 'shrink'
      readonly seed: number
      readonly rule: string
      readonly limitMs: number
      readonly page: string
      readonly folder: string
    }
  | { readonly type: 'missing'; readonly counts: Counts }
  | { readonly type: 'link'; readonly seed: number; readonly page: string; readonly folder: string }

export type Answer =
  | { readonly type: 'ran'; readonly failures: readonly Failure[]; readonly records: number; readonly counts: Counts }
  | { readonly type: 'shrunk'; readonly text: string }
  | { readonly type: 'missing'; readonly names: readonly string[] }
  | { readonly type: 'link'; readonly link: string }

export interface Failure {
  readonly seed: number
  readonly findings: readonly Finding[]
}

/** What nobody waited for. */
const stray: string[] = []
process.on('unhandledRejection', (reason) => {
  stray.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason))
})

process.on('message', (task: Task) => {
  void answer(task).then((value) => process.send?.(value))
})

async function answer(task: Task): Promise<Answer> {
  switch (task.type) {
    case 'run':
      return run(task.seeds)
    case 'missing':
      return { type: 'missing', names: new Coverage(task.counts).missing }
    case 'link':
      return link(task)
    case 'shrink':
      return { type: 'shrunk', text: await shrunkText(task) }
  }
}

/** To the run of a seed, whatever is found in it; its records are in a file. */
async function link({ seed, page, folder }: Extract<Task, { type: 'link' }>): Promise<Answer> {
  const plan = planOf(seed)
  const project = projectOf(plan, seed)
  const done = await simulate(project, plan.minutes)
  const text = await shortLink(linkContent(project, seed, null, done), page)
  writeFileSync(path.join(folder, `seed-${seed}.records.json`), JSON.stringify(recordsOf(done)))
  return { type: 'link', link: text }
}

async function run(seeds: readonly number[]): Promise<Answer> {
  const coverage = new Coverage()
  const failures: Failure[] = []
  let records = 0
  for (const seed of seeds) {
    const result = await runSeed(seed, coverage)
    records += result.records
    // Rejections are reported when the promises of this task have run.
    await new Promise((resolve) => setImmediate(resolve))
    const findings = [...result.findings, ...stray.splice(0).map(strayFinding)]
    if (findings.length > 0) failures.push({ seed, findings })
  }
  return { type: 'ran', failures, records, counts: coverage.counts }
}

const strayFinding = (message: string): Finding => ({ rule: 'no-unhandled-rejection', message, records: [] })

async function shrunkText({ seed, rule, limitMs, page, folder }: Extract<Task, { type: 'shrink' }>): Promise<string> {
  const shrunk = await shrink(seed, rule, limitMs)
  if (!shrunk) return `Seed ${seed} does not break ${rule} when it is run by itself.`
  const { project, finding, checked, plan, tried, interrupted } = shrunk
  const { run } = checked
  const content = linkContent(project, seed, finding, run)
  const file = path.join(folder, `seed-${seed}-${rule}.coldstart`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, await fileOf(content))
  const records = run ? run.cloud.kernel.trace.since(0) : []
  return [
    `${finding.message}`,
    ...finding.records.slice(-6).map((seq) => `    ${JSON.stringify(records[seq])}`),
    '',
    indented(project.files['template.yaml'] ?? ''),
    ...(project.update
      ? [`    after ${project.update.at} s updated to`, '', indented(project.files[UPDATED] ?? '')]
      : []),
    indented(project.files['events/traffic.stimuli.json'] ?? ''),
    `    settings: ${JSON.stringify({ ...content.project.settings, name: undefined, stimulus: undefined })}`,
    `    at least ${plan.minutes} virtual minutes; ${records.length} records`,
    '',
    `  ${tried} smaller cases tried${interrupted ? ', until the time was over' : ''}.`,
    `  To open in the page: ${file}`,
    `  or ${await shortLink(content, page)}`,
  ].join('\n')
}

async function shortLink(content: Parameters<typeof linkTo>[0], page: string): Promise<string> {
  try {
    return await linkTo(content, page)
  } catch (error) {
    if (!(error instanceof LinkError)) throw error
    return `(no link: ${error.message})`
  }
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ')
