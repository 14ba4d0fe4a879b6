/** Collects what is wrong with a template, each thing once, with its place in the text. */

import type { Diagnostic } from '../model'
import type { TemplateDocument, TemplatePath } from './document'

export interface Finding {
  /** Without the leading `template/`. */
  readonly code: string
  readonly message: string
  /** The place; what of it is not in the text falls back to the nearest part above. */
  readonly path: TemplatePath
  /** Default: the value. */
  readonly on?: 'key' | 'value'
  readonly hint?: string | undefined
}

export class Findings {
  readonly #found = new Map<string, Diagnostic>()

  constructor(
    readonly document: TemplateDocument,
    /** Further places where a value may stand that is not at its own: `Globals`. */
    readonly alternatives: (path: TemplatePath) => readonly TemplatePath[],
  ) {}

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#found.values()]
  }

  error(finding: Finding): void {
    this.#add('error', finding)
  }

  warning(finding: Finding): void {
    this.#add('warning', finding)
  }

  /** @returns the place of a value wherever it was given, else the nearest part of its path */
  rangeOf(path: TemplatePath, on: 'key' | 'value' = 'value'): Diagnostic['range'] {
    const own = this.document.place(path, on)
    if (own?.depth !== path.length) {
      for (const alternative of this.alternatives(path)) {
        const place = this.document.place(alternative, on)
        if (place?.depth === alternative.length) return place.range
      }
    }
    return own?.range ?? null
  }

  #add(severity: Diagnostic['severity'], { code, message, path, on, hint }: Finding): void {
    const range = this.rangeOf(path, on)
    const diagnostic: Diagnostic = {
      severity,
      code: `template/${code}`,
      message,
      file: this.document.file,
      range,
      ...(hint !== undefined && { hint }),
    }
    // What is wrong with a global value is found once for each function.
    const key = JSON.stringify([code, range, message])
    if (!this.#found.has(key)) this.#found.set(key, diagnostic)
  }
}
