/** Beside each setting of template.yaml that the fidelity ledger knows: how exactly it is simulated, and on hover what. */

import type { editor } from 'monaco-editor/editor'
import { bySetting, type Fidelity, type Ledger, type LedgerEntry } from '../../fidelity/ledger'
import { templateSettings } from '../../project/template/settings'

/** After the last key, before the template is read again. */
const PAUSE_MS = 250
/** Behaviours that a hover lists. */
const LISTED = 6
const MARKS: Readonly<Record<Fidelity, string>> = { exact: '✓', approximate: '≈ approximate', absent: '✕ absent' }

type Settings = ReturnType<typeof bySetting>

export class FidelityBadges {
  readonly #decorations: editor.IEditorDecorationsCollection
  readonly #listeners: readonly { dispose(): void }[]
  #settings: Settings | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #disposed = false

  /** @param isTemplate whether the model that is shown is a template */
  constructor(
    readonly view: editor.IStandaloneCodeEditor,
    readonly isTemplate: () => boolean,
  ) {
    this.#decorations = view.createDecorationsCollection()
    this.#listeners = [
      view.onDidChangeModel(() => void this.#show()),
      view.onDidChangeModelContent(() => {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => void this.#show(), PAUSE_MS)
      }),
    ]
  }

  dispose(): void {
    this.#disposed = true
    clearTimeout(this.#timer)
    for (const listener of this.#listeners) listener.dispose()
  }

  async #show(): Promise<void> {
    if (!this.isTemplate()) {
      this.#decorations.clear()
      return
    }
    try {
      const { default: ledger } = await import('../../fidelity/ledger.json')
      this.#settings ??= bySetting((ledger as Ledger).entries)
    } catch {
      // Without a connection there are no badges, and all else works.
      return
    }
    const model = this.view.getModel()
    if (this.#disposed || !model || !this.isTemplate()) return
    this.#decorations.set(decorationsOf(model, this.#settings))
  }
}

function decorationsOf(model: editor.ITextModel, settings: Settings): editor.IModelDeltaDecoration[] {
  return templateSettings(model.getValue()).flatMap(({ names, range }) => {
    const known = names.map((name) => settings.get(name)).find((one) => one !== undefined)
    if (!known || range.startLine > model.getLineCount()) return []
    const column = model.getLineMaxColumn(range.startLine)
    return {
      range: {
        startLineNumber: range.startLine,
        startColumn: range.startColumn,
        endLineNumber: range.startLine,
        endColumn: column,
      },
      options: {
        after: { content: `  ${MARKS[known.status]}`, inlineClassName: `fidelity fidelity-${known.status}` },
        showIfCollapsed: true,
        hoverMessage: { value: hoverOf(known.entries) },
      },
    }
  })
}

/** Markdown, from our own data. */
function hoverOf(entries: readonly LedgerEntry[]): string {
  const lines = entries.slice(0, LISTED).map(({ behaviour, status, here }) => {
    const difference = here === undefined ? '' : ` — *here:* ${here}`
    return `- **${status}** ${behaviour}${difference}`
  })
  const more = entries.length - LISTED
  return [`How exactly Coldstart simulates this:`, '', ...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join(
    '\n',
  )
}
