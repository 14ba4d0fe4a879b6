/** Lambda's error payload, as a function error carries it. */
export interface HandlerError {
  readonly errorType: string | null
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** @param payload JSON text of a function error; anything else gives null */
export function readHandlerError(payload: string): HandlerError | null {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('errorMessage' in value)) return null
  const { errorType, errorMessage, trace } = value as Record<string, unknown>
  return {
    errorType: typeof errorType === 'string' ? errorType : null,
    errorMessage: String(errorMessage),
    trace: Array.isArray(trace) ? trace.map(String) : [],
  }
}

/** `TypeError: x is not a function` */
export const errorTitle = (error: HandlerError): string =>
  error.errorType ? `${error.errorType}: ${error.errorMessage}` : error.errorMessage

/** A place in a file of the project. Line and column start at 1. */
export interface SourcePlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

export interface TextWithPlace {
  readonly before: string
  /** Without the folder it is deployed to: `src/orders.ts:12:9`. */
  readonly text: string
  readonly after: string
  readonly place: SourcePlace
}

const FRAME = /((?:file:\/\/)?[\w@.\-/\\]+\.[cm]?[jt]sx?):(\d+):(\d+)/

/**
 * The first mention of a line in one of the project's files.
 * @param paths of the project; the longest that ends a mentioned path is meant
 */
export function findPlace(text: string, paths: readonly string[]): TextWithPlace | null {
  const found = FRAME.exec(text)
  if (!found) return null
  const [shown, mentioned = '', line, column] = found
  const path = paths
    .filter((candidate) => mentioned === candidate || mentioned.endsWith(`/${candidate}`))
    .reduce<string | null>((best, candidate) => (best && best.length >= candidate.length ? best : candidate), null)
  if (!path) return null
  return {
    before: text.slice(0, found.index),
    text: shown.slice(mentioned.length - path.length),
    after: text.slice(found.index + shown.length),
    place: { path, line: Number(line), column: Number(column) },
  }
}
