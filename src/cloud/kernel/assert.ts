/** A broken invariant of ours, never the user's mistake and never an answer AWS would give: the run stops. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** @param message a function where it is asked so often that putting numbers into a text would cost something */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === 'string' ? message : message())
}

/** For the default of a switch over a union: a compile error when a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`)
}
