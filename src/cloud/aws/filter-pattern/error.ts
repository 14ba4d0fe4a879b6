/** Why a filter pattern is none, for a person. */
export class FilterPatternError extends Error {
  override readonly name = 'FilterPatternError'

  constructor(
    message: string,
    /** Where in the pattern, from 0. */
    readonly at: number,
  ) {
    super(message)
  }
}

export function regexOf(source: string, at: number): RegExp {
  try {
    return new RegExp(source)
  } catch (error) {
    const [, reason = 'it cannot be read'] = /: ([^:]+)$/.exec(error instanceof Error ? error.message : '') ?? []
    throw new FilterPatternError(`%${source}% is no regular expression: ${reason}.`, at)
  }
}
