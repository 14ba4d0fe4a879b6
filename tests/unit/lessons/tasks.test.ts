/** Each task's checks fail in the project as it is given, and pass with its answer: by the harness that ships. */

import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCourse } from '../../../src/build/lessons/course'
import { checkBench } from '../checks/run'

const PACKAGE = /from '(@[\w-]+\/[\w-]+)/g

const course = await readCourse(path.resolve(import.meta.dirname, '../../../src/lessons'))
const tasks = course.flatMap(({ id, projects }) =>
  Object.entries(projects)
    .filter(([, { solution }]) => Object.keys(solution).length > 0)
    .map(([name, project]) => [`${id}/${name}`, project] as const),
)
const texts = tasks.flatMap(([, { files, solution }]) => Object.values({ ...files, ...solution }))
const packages = texts.flatMap((text) => [...text.matchAll(PACKAGE)].map(([, name = '']) => name))
const bench = await checkBench([...new Set(packages)])

// A task may need dozens of environments, each a thread of its own.
describe.each(tasks)('%s', { timeout: 120_000 }, (_, { files, solution }) => {
  it('is not solved as it is given', async () => {
    const { ok, failed, diagnostics } = await bench.run(files)
    expect(diagnostics).toEqual([])
    expect(ok).toBe(false)
    // What the task asks for, and not the whole project being broken.
    expect(failed).toBeGreaterThan(0)
  })

  it('is solved by its answer', async () => {
    const report = await bench.run({ ...files, ...solution })
    expect(report.diagnostics).toEqual([])
    const failures = report.files.flatMap(({ path, failure, tests }) => [
      ...(failure ? [`${path}: ${failure.message}`] : []),
      ...tests
        .filter(({ state }) => state !== 'passed')
        .map(({ name, failure }) => `${name}: ${failure?.message ?? ''}`),
    ])
    expect(failures).toEqual([])
    expect(report.ok).toBe(true)
  })
})
