/** What is explored, made of what was asked: complete, and possible. */

import { readFaults } from '../../cloud/aws/faults'
import type { StackResource } from '../../cloud/aws/template'
import { checkFilesOf } from '../../project/check-files'
import { ProjectError } from '../../project/files'
import type { ProjectFiles } from '../../project/model'
import { isScriptPath, readScript, type StimulusScript } from '../../project/stimuli'
import { checkedScript } from '../script'
import { type Choice, levelFaults } from './draw'
import { type Budget, ExploreError, type ExploreOptions, SEEDS_MAX, type UserCheckId } from './report'

export type Work =
  | { readonly kind: 'script'; readonly script: StimulusScript }
  /** Paths of check files. */
  | { readonly kind: 'tests'; readonly paths: readonly string[] }

export interface Plan {
  readonly seeds: readonly number[]
  readonly checks: readonly UserCheckId[]
  readonly budget: Budget
  readonly work: Work
  readonly limitMs: number
}

const SEEDS_DEFAULT = 50
export const LIMIT_MS = 3_600_000
const LIMIT_MAX_MS = 30 * 86_400_000

/** @throws ExploreError that says what is wrong */
export function planOf(files: ProjectFiles, options: ExploreOptions): Plan {
  const { budget = {}, limitMs = LIMIT_MS } = options
  const work = workOf(files, options)
  const hasBudget = budget.dollars != null || budget.duration != null
  const usual: readonly UserCheckId[] = work.kind === 'tests' ? [] : ['lost', 'duplicated']
  return {
    seeds: seedsOf(options.seeds ?? SEEDS_DEFAULT),
    checks: options.checks ?? [...usual, ...(hasBudget ? (['over-budget'] as const) : [])],
    budget,
    work,
    limitMs: Math.min(LIMIT_MAX_MS, Math.max(0, limitMs)),
  }
}

/** What its runs draw from. */
export function choiceOf(
  { faults = 'rough', duplicates = 'sometimes' }: ExploreOptions,
  resources: readonly StackResource[],
): Choice {
  if (typeof faults === 'string') return { ...levelFaults(faults, resources), duplicates }
  return { faults: readFaults(faults), atMost: Infinity, duplicates }
}

function seedsOf(given: number | readonly number[]): readonly number[] {
  const seeds =
    typeof given === 'number'
      ? Array.from({ length: Math.min(given, SEEDS_MAX + 1) }, (_, i) => i + 1)
      : [...new Set(given)]
  if (seeds.length === 0 || seeds.length > SEEDS_MAX || !seeds.every((seed) => Number.isSafeInteger(seed))) {
    throw new ExploreError(`seeds has to be a number from 1 to ${SEEDS_MAX}, or a list of so many whole numbers.`)
  }
  return seeds
}

function workOf(files: ProjectFiles, { script, event, tests }: ExploreOptions): Work {
  const asked = [script, event, tests].filter((one) => one !== undefined)
  if (asked.length > 1) throw new ExploreError('Explore sends a script, an event, or what tests send: one of them.')
  if (tests !== undefined) return { kind: 'tests', paths: pathsOf(files, tests) }
  if (event !== undefined) {
    const { file, ...stimulus } = event
    return scriptWork({ stimuli: [file === undefined ? stimulus : { ...stimulus, body: bodyIn(files, file) }] })
  }
  const path = script ?? Object.keys(files).filter(isScriptPath).sort()[0]
  if (typeof path === 'object') return scriptWork(path)
  if (path !== undefined) return scriptWork(scriptIn(files, path))
  const paths = checkFilesOf(files)
  if (paths.length > 0) return { kind: 'tests', paths }
  throw new ExploreError('There is nothing to send: the project has no events/*.stimuli.json and no tests/*.test.ts.')
}

function pathsOf(files: ProjectFiles, tests: true | readonly string[]): readonly string[] {
  const known = checkFilesOf(files)
  const unknown = tests === true ? undefined : tests.find((path) => !known.includes(path))
  if (unknown !== undefined) throw new ExploreError(`The project has no check file ${unknown}.`)
  if (known.length === 0) throw new ExploreError('The project has no checks: files tests/*.test.ts.')
  return tests === true ? known : tests
}

function scriptIn(files: ProjectFiles, path: string): StimulusScript {
  const text = files[path]
  if (text === undefined) throw new ExploreError(`The project has no file ${path}.`)
  const { script, problems } = readScript(text)
  if (script) return script
  throw new ExploreError(`${path}: ${problems.map((one) => `${one.path} ${one.message}`.trim()).join('; ')}`)
}

/** A file's JSON; a text if it is none. */
function bodyIn(files: ProjectFiles, path: string): unknown {
  const text = files[path]
  if (text === undefined) throw new ExploreError(`The project has no file ${path}.`)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function scriptWork(given: unknown): Work {
  try {
    const script = checkedScript(given)
    if (script.stimuli.length > 0) return { kind: 'script', script }
  } catch (error) {
    throw error instanceof ProjectError ? new ExploreError(error.message) : error
  }
  throw new ExploreError('There is nothing to send: the script is empty.')
}
