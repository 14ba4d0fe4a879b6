/**
 * Explorations: the same stimuli under many seeds, each with its own draw of what goes wrong, in clouds beside the running
 * one, which is not touched. Everything is bundled once; what repeats is the restart, the deployment and the run. Of a run
 * its verdict stays, and not its records: the seed brings them back.
 */

import type { BundlerApi } from '../../bundler/protocol'
import type { CheckRequest } from '../../cloud/protocol'
import type { Layers } from '../../layers/client'
import type { Diagnostic, Project } from '../../project/model'
import { bundleChecks, isError, readyFile } from '../checks'
import { type Stage, TrialError } from '../trial'
import type { Judge } from './judge-client'
import { choiceOf, planOf } from './plan'
import { type ExploredRun, ExploreError, type ExploreEvent, type ExploreOptions, exploreReport } from './report'
import type { ExploreReport } from './report'
import { brokenRun, type Exploration, type ListedFile, listTests, runScript, runTests } from './runs'

export interface Explorations {
  /**
   * They wait for each other. What is wrong with the project is in the report.
   * @throws ExploreError; an Error named `AbortError` when it was stopped
   */
  run(project: Project, options: ExploreOptions, tell: (event: ExploreEvent) => void): Promise<ExploreReport>
  /** What a cloud runs one of the project's tests with. @throws ExploreError */
  checkRequest(project: Project, path: string, name: string): Promise<CheckRequest>
  /** Ends the explorations that are under way or wait. */
  stop(): void
}

export interface ExploreParts {
  readonly bundler: BundlerApi
  readonly layers: Layers
  readonly createStage: () => Stage
  readonly createJudge: () => Judge
  /** How many runs there may be at a time. */
  readonly parallel: number
}

/** What a run may take, real milliseconds. */
const RUN_REAL_MAX = 60_000

/** Ends with the exploration: stages and the judge. */
interface Resources {
  readonly stages: Set<Stage>
  judge: Judge | null
  ended: boolean
}

export function createExplorations({
  bundler,
  layers,
  createStage,
  createJudge,
  parallel,
}: ExploreParts): Explorations {
  let tail: Promise<unknown> = Promise.resolve()
  let current: Resources | null = null
  let generation = 0

  const stageOf = (resources: Resources): Stage => {
    if (resources.ended) throw stopped()
    const stage = createStage()
    resources.stages.add(stage)
    return stage
  }
  const release = (resources: Resources): void => {
    if (resources.ended) return
    resources.ended = true
    for (const stage of resources.stages) stage.dispose()
    resources.judge?.dispose()
  }

  const explore = async (
    project: Project,
    options: ExploreOptions,
    tell: (event: ExploreEvent) => void,
    resources: Resources,
  ): Promise<ExploreReport> => {
    const plan = planOf(project.files, options)
    const { seeds, work } = plan
    tell({ type: 'started', seeds })
    const first = stageOf(resources)
    const prepared = await first.deployment.prepare(project.files)
    const diagnostics = prepared.diagnostics.filter(isError)
    if (prepared.request === null || diagnostics.length > 0) return exploreReport(seeds, [], diagnostics)
    const choice = choiceOf(options, prepared.request.stack.resources)
    const judge = (resources.judge = createJudge())
    const exploration: Exploration = { project, plan, choice, prepared, judge }
    const listed = work.kind === 'tests' ? await listAll(exploration, first, work.paths) : []
    if ('diagnostics' in listed) return exploreReport(seeds, [], listed.diagnostics)

    const runs: ExploredRun[] = []
    const verdicts: Promise<void>[] = []
    const ended = (run: ExploredRun): void => {
      runs.push(run)
      tell({ type: 'run', run })
    }
    const broken = (seed: number, error: unknown): void => {
      if (resources.ended) throw stopped()
      ended(brokenRun(seed, exploration, error instanceof Error ? error.message : String(error)))
    }
    let next = 0
    const workOn = async (given: Stage): Promise<void> => {
      let stage = given
      for (let seed = seeds[next++]; seed !== undefined; seed = seeds[next++]) {
        const of = seed
        try {
          const running =
            work.kind === 'script'
              ? runScript(exploration, stage, of, work.script)
              : runTests(exploration, stage, of, listed)
          const { run } = await withinRealTime(running)
          if (resources.ended) throw stopped()
          verdicts.push(run.then(ended).catch((error: unknown) => broken(of, error)))
        } catch (error) {
          if (error instanceof TrialError) throw error
          broken(of, error)
          // What is left of it is nobody's.
          resources.stages.delete(stage)
          stage.dispose()
          stage = stageOf(resources)
        }
      }
    }
    const count = Math.min(parallel, seeds.length)
    await Promise.all(Array.from({ length: count }, (_, index) => workOn(index === 0 ? first : stageOf(resources))))
    await Promise.all(verdicts)
    return exploreReport(seeds, runs, prepared.diagnostics)
  }

  const listAll = async (
    exploration: Exploration,
    stage: Stage,
    paths: readonly string[],
  ): Promise<readonly ListedFile[] | { readonly diagnostics: readonly Diagnostic[] }> => {
    const listed: ListedFile[] = []
    for (const bundle of await bundleChecks(bundler, exploration.project.files, paths)) {
      const ready = await readyFile(layers, bundle)
      if ('failure' in ready) {
        const { message, place } = ready.failure
        return { diagnostics: [brokenFile(bundle.id, message, place)] }
      }
      const file = await listTests(exploration, stage, ready)
      if ('problem' in file) return { diagnostics: [brokenFile(bundle.id, file.problem, null)] }
      listed.push(file)
    }
    if (listed.some(({ tests }) => tests.length > 0)) return listed
    throw new ExploreError(`There are no tests in ${paths.join(', ')}.`)
  }

  return {
    run(project, options, tell) {
      const started = generation
      const result = tail
        .then(async () => {
          if (started !== generation) throw stopped()
          const resources: Resources = { stages: new Set(), judge: null, ended: false }
          current = resources
          const alive = (event: ExploreEvent): void => {
            if (!resources.ended) tell(event)
          }
          return explore(project, options, alive, resources)
            .catch((error: unknown) => {
              if (resources.ended) throw stopped()
              if (error instanceof TrialError) return exploreReport([], [], error.diagnostics)
              throw error
            })
            .finally(() => release(resources))
        })
        .then(
          (report) => {
            tell({ type: 'ended', report })
            return report
          },
          (error: unknown) => {
            tell({ type: 'ended', report: null })
            throw error
          },
        )
      tail = result.catch(() => undefined)
      return result
    },
    async checkRequest(project, path, name) {
      const [bundle] = await bundleChecks(bundler, project.files, [path])
      const ready = bundle ? await readyFile(layers, bundle) : { failure: { message: `There is no ${path}.` } }
      if ('failure' in ready) throw new ExploreError(ready.failure.message)
      const { names, texts } = ready.layers
      const event = { test: null, filter: { contains: null, names: [name] } }
      return { files: ready.bundle.files, layers: names, layerTexts: texts, event: JSON.stringify(event) }
    },
    stop() {
      generation++
      if (current) release(current)
      current = null
      tail = Promise.resolve()
    },
  }
}

const stopped = (): Error => Object.assign(new Error('The exploration was stopped.'), { name: 'AbortError' })

function withinRealTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_, reject) => {
    const problem = 'The run took more than a minute of real time, and was ended. Does it make too many events?'
    timer = setTimeout(() => reject(new ExploreError(problem)), RUN_REAL_MAX)
  })
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer))
}

const brokenFile = (
  path: string,
  message: string,
  place: { readonly line: number; readonly column: number } | null,
): Diagnostic => ({
  severity: 'error',
  code: 'explore/check-file',
  message: `${path}: ${message}`,
  file: path,
  range: place && {
    ...{ startLine: place.line, startColumn: place.column },
    ...{ endLine: place.line, endColumn: place.column + 1 },
  },
})
