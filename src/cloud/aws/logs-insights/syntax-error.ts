/** Why a query is none, for a person, and the characters that are to blame. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError'

  constructor(
    message: string,
    /** From 0, the first of them. */
    readonly start: number,
    /** The one behind the last. */
    readonly end: number,
  ) {
    super(message)
  }
}

/** Both from 1. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
