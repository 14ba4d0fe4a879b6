import type { ReadTemplate, TemplateReading } from '../../project/template'
import { sendTargets } from '../stimulus/send-targets'
import type { Target } from '../stimulus/stimulus'

/** template.yaml as the page understands it: read anew with each change, once for all who ask. */
export class Template {
  /** Resolves when there is a reading. */
  readonly ready: Promise<unknown>
  #read = $state.raw<ReadTemplate | null>(null)
  #last: TemplateReading | null = null
  readonly #text: () => string

  /** @param reader loaded after the page is shown */
  constructor(text: () => string, reader: Promise<ReadTemplate>) {
    this.#text = text
    this.ready = reader.then((read) => (this.#read = read))
  }

  /** Null while the reader loads. Of a text that is being typed and is no YAML, it has diagnostics and no stack. */
  readonly reading = $derived.by(() => this.#read?.(this.#text()) ?? null)

  /** The last reading with a stack: what panels draw while the text is being typed. */
  readonly legible = $derived.by(() => {
    if (this.reading?.stack || this.#text().trim() === '') this.#last = this.reading
    return this.#last
  })

  readonly targets: readonly Target[] = $derived.by(() => (this.legible ? sendTargets(this.legible) : []))
}
