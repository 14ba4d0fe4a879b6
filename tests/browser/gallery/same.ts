/** Whether examples leave the same trace here and there, to the last byte. */

import type { Example } from './examples'
import { recordsOf, runExample, runnable, withoutFramesOfV8, type ExampleRun, type RunnableExample } from './run'

/** A page in any engine. */
export interface Place {
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>
}

/** Runs each example in a page once; gives what it has when it is asked again. */
export class Runs {
  readonly #runs = new Map<string, ExampleRun>()

  constructor(readonly page: Place) {}

  async of(example: Example): Promise<ExampleRun> {
    const { id } = example
    const known = this.#runs.get(id)
    if (known) return known
    const startedAt = performance.now()
    const run = await this.page.evaluate<RunnableExample, ExampleRun>(runExample, runnable(example))
    this.#runs.set(id, run)
    if (process.env['COLDSTART_VERBOSE']) {
      const took = `${Math.round(performance.now() - startedAt)} ms`
      process.stdout.write(`${id}: ${run.records} records, ${run.exact.slice(0, 8)}, ${took}\n`)
    }
    return run
  }

  records(example: Example): Promise<readonly string[]> {
    return this.page.evaluate(recordsOf, example.id)
  }
}

/** @returns each example whose traces differ, and where they do so first */
export async function differences(
  examples: readonly Example[],
  here: Runs,
  there: Runs,
  hash: 'exact' | 'inEachEngine',
): Promise<readonly object[]> {
  const found: object[] = []
  for (const example of examples) {
    const { id } = example
    try {
      const [one, other] = [await here.of(example), await there.of(example)]
      if (one[hash] === other[hash]) continue
      const records = await Promise.all([here, there].map((runs) => runs.records(example)))
      const [first = [], second = []] =
        hash === 'exact' ? records : records.map((lines) => lines.map(withoutFramesOfV8))
      found.push({ example: id, ...firstDifference(first, second) })
    } catch (error) {
      found.push({ example: id, error: String(error) })
    }
  }
  return found
}

function firstDifference(here: readonly string[], there: readonly string[]): object {
  const differs = here.findIndex((record, at) => record !== there[at])
  const at = differs < 0 ? here.length : differs
  return { record: at, before: here[at - 1], here: here[at] ?? 'no record', there: there[at] ?? 'no record' }
}
