import { VIOLATIONS_MAX, type Violation } from './contract'

/** Collects what a check finds, up to the limit. */
export class Violations {
  readonly found: Violation[] = []

  /** @param records the decisive one last */
  add(message: string, records: readonly { readonly seq: number }[], resource?: string): void {
    if (this.found.length >= VIOLATIONS_MAX) return
    this.found.push({ message, records: records.map(({ seq }) => seq), ...(resource !== undefined && { resource }) })
  }
}
