/** What is fuzzed: decoders and parsers of what may come from anybody. */

import fc from 'fast-check'

export interface Target {
  readonly name: string
  /** Makes inputs, and looks at them one at a time. Whatever `run` throws is a failure: what is documented, it catches. */
  readonly property: fc.IProperty<[unknown]> | fc.IAsyncProperty<[unknown]>
  /** Told of every input with how long it took, real milliseconds. */
  onInput: (input: unknown, ms: number) => void
}

/** @param run catches the refusals that are documented, and nothing else */
export function target<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  run: (input: Input) => void | Promise<void>,
): Target {
  const made: Target = {
    name,
    onInput: () => undefined,
    property: fc.asyncProperty(inputs as fc.Arbitrary<unknown>, async (input) => {
      const startedAt = performance.now()
      await run(input as Input)
      made.onInput(input, performance.now() - startedAt)
    }),
  }
  return made
}

type ErrorClass = abstract new (...given: never[]) => Error

/** Errors of these classes are how something says no. @returns undefined when it did */
export function unlessRefused<Result>(refusals: readonly ErrorClass[], work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return undefined
    throw error
  }
}

export async function unlessRefusedLater<Result>(
  refusals: readonly ErrorClass[],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return undefined
    throw error
  }
}

/** What comes out is of a size that fits what went in. */
export function expectSize(what: string, size: number, max: number): void {
  if (!(size <= max)) throw new Error(`${what} came out at a size of ${size}, more than ${max}`)
}
