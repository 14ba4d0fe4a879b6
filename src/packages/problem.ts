import type { PackageProblem } from '../bundler/protocol'

/** Why a package, or a file of one, cannot be had. */
export class PackageError extends Error {
  override readonly name = 'PackageError'

  /** @param message for people; names the package */
  constructor(
    readonly code: `packages/${'unreachable' | 'not-found' | 'too-large' | 'damaged' | 'unsupported' | 'manifest'}`,
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}

export function toProblem(error: unknown): PackageProblem {
  if (!(error instanceof PackageError)) throw error
  const { code, message, hint } = error
  return { kind: 'problem', severity: 'error', code, message, hint }
}
