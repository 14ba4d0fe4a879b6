/** What a task wants of its embed, in words of its own; `api/element.ts` has all that there is. */

/** What is used here of `<coldstart-playground>`. */
interface PlaygroundElement {
  open(project: { readonly files: Files; readonly settings: object }): Promise<void>
  files(): Promise<Files>
  runTests(): Promise<TestReport>
}

type Files = Readonly<Record<string, string>>

/** What is used here of `TestReport` in api/test-report.ts. */
export interface TestReport {
  readonly ok: boolean
  readonly files: readonly {
    readonly path: string
    readonly failure: { readonly message: string } | null
    readonly tests: readonly {
      readonly name: string
      readonly state: 'passed' | 'failed' | 'skipped'
      readonly failure: { readonly message: string } | null
    }[]
  }[]
  readonly diagnostics: readonly {
    readonly severity: 'error' | 'warning'
    readonly file: string | null
    readonly message: string
  }[]
}

export interface CheckReport {
  readonly passed: boolean
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly message: string }[]
  /** Why checks could not be run, if so. */
  readonly problem: string | null
}

export interface TaskPlayground {
  /** Replaces files by these, keeping all others as the reader has them. */
  write(files: Files): Promise<void>
  runChecks(): Promise<CheckReport>
}

export function playgroundOf(host: Element): TaskPlayground {
  const element = (): PlaygroundElement => {
    if (!('runTests' in host)) throw new Error('The playground did not load. Reload the page to try again.')
    return host as unknown as PlaygroundElement
  }
  return {
    async write(files) {
      const settings = JSON.parse(host.querySelector('[data-settings]')?.textContent ?? '{}') as object
      await element().open({ files: { ...(await element().files()), ...files }, settings })
    },
    async runChecks() {
      return reportOf(await element().runTests())
    },
  }
}

export function reportOf({ ok, files, diagnostics }: TestReport): CheckReport {
  const broken = diagnostics.find(({ severity }) => severity === 'error')
  const failed = files.find(({ failure }) => failure !== null)
  return {
    passed: ok,
    checks: files.flatMap(({ tests }) =>
      tests.map(({ name, state, failure }) => ({ name, passed: state === 'passed', message: failure?.message ?? '' })),
    ),
    problem: broken
      ? `${broken.file ? `${broken.file}: ` : ''}${broken.message}`
      : failed
        ? `${failed.path}: ${failed.failure?.message ?? ''}`
        : null,
  }
}
