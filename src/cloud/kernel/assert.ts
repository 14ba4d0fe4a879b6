/** A broken invariant of ours, never the user's mistake and never an answer AWS would give: the run stops. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

/** For the default of a switch over a union: a compile error when a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`)
}
