import type { ReadTemplate, TemplateReading } from '../../project/template'
import { sendTargets } from '../stimulus/send-targets'
import type { Target } from '../stimulus/stimulus'

/** template.yaml as the page understands it: read anew with each change, once for all who ask. */
export class Template {
  /** Resolves when there is a reading. */
  readonly ready: Promise<unknown>
  #read = $state.raw<ReadTemplate | null>(null)
  #last: { readonly project: number; readonly reading: TemplateReading | null } = { project: 0, reading: null }
  readonly #text: () => string
  readonly #project: () => number

  /** @param project another number for each project that is opened @param reader loaded after the page is shown */
  constructor(text: () => string, project: () => number, reader: Promise<ReadTemplate>) {
    this.#text = text
    this.#project = project
    this.ready = reader.then((read) => (this.#read = read))
  }

  /** Null while the reader loads. Of a text that is being typed and is no YAML, it has diagnostics and no stack. */
  readonly reading = $derived.by(() => this.#read?.(this.#text()) ?? null)

  /** The last reading of this project with a stack: what panels draw while the text is being typed. */
  readonly legible = $derived.by(() => {
    const [project, reading] = [this.#project(), this.reading]
    if (reading?.stack || project !== this.#last.project || this.#text().trim() === '') {
      this.#last = { project, reading }
    }
    return this.#last.reading
  })

  readonly targets: readonly Target[] = $derived.by(() => (this.legible ? sendTargets(this.legible) : []))
}
