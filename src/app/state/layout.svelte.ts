import { type Dock, type ViewId, VIEWS } from '../dock/views'

/** A place in the page that can be asked for; a view is in a dock. */
export type PanelId = 'files' | 'code' | 'send' | 'result' | ViewId
export type DialogId =
  | 'commands'
  | 'go-to-file'
  | 'help'
  | 'errors'
  | 'fidelity'
  | 'limits'
  | 'share'
  | 'projects'
  | 'history'
  | 'import'
  | 'import-report'
  | 'gallery'
/** What a narrow page shows, one at a time: the docks' views together are `watch`. */
export type NarrowTab = 'code' | 'send' | 'result' | 'watch'

const KEY = 'coldstart:layout'

interface Chosen {
  readonly left: ViewId
  readonly right: ViewId
  /** Of both docks, which was chosen last. */
  readonly last: ViewId
}

/** Which panel and which view is shown where. Remembered in this browser. */
export class Layout {
  #chosen = $state.raw<Chosen>(stored())
  /** The dock that covers the page. */
  maximised = $state<Dock | null>(null)
  /** What lies above the page. */
  dialog = $state<DialogId | null>(null)
  narrowTab = $state<NarrowTab>('code')
  /** Whether a narrow page shows the files above the code. */
  narrowFiles = $state(false)

  /** @param dock null: one dock has all views */
  chosen(dock: Dock | null): ViewId {
    return dock === null ? this.#chosen.last : this.#chosen[dock]
  }

  /** Which panel is looked at, and what the docks show. */
  get shown(): { readonly panel: PanelId; readonly left: ViewId; readonly right: ViewId } {
    const { left, right, last } = this.#chosen
    return { panel: this.narrowTab === 'watch' ? last : this.narrowTab, left, right }
  }

  /** As somebody else had it; what is not known here stays as it is. Not remembered: it is not the user's own choice. */
  arrange(given: { readonly panel?: string; readonly left?: string; readonly right?: string }): void {
    const known = (id: string | undefined, dock: Dock | null): ViewId | undefined =>
      VIEWS.find((view) => view.id === id && (dock === null || view.dock === dock))?.id
    const { left, right, last } = this.#chosen
    this.#chosen = {
      left: known(given.left, 'left') ?? left,
      right: known(given.right, 'right') ?? right,
      last: known(given.panel, null) ?? last,
    }
    const tab = (['code', 'send', 'result'] as const).find((id) => id === given.panel)
    if (tab) this.narrowTab = tab
    else if (known(given.panel, null)) this.narrowTab = 'watch'
  }

  /** Brings a panel to where it is seen. */
  show(panel: PanelId): void {
    const view = VIEWS.find(({ id }) => id === panel)
    if (!view) {
      this.maximised = null
      this.narrowFiles = panel === 'files'
      this.narrowTab = panel === 'files' ? 'code' : (panel as NarrowTab)
      return
    }
    this.#chosen = { ...this.#chosen, [view.dock]: view.id, last: view.id }
    if (this.maximised !== null && this.maximised !== view.dock) this.maximised = null
    this.narrowTab = 'watch'
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#chosen))
    } catch {
      // A browser that keeps nothing shows the same views as at first.
    }
  }

  /** @param dock that of the view that was chosen last, if not said */
  toggleMaximised(dock = VIEWS.find(({ id }) => id === this.#chosen.last)?.dock ?? 'left'): void {
    this.maximised = this.maximised === dock ? null : dock
  }
}

const FIRST: Chosen = { left: 'architecture', right: 'logs', last: 'architecture' }

function stored(): Chosen {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<string, unknown>>
    const known = (value: unknown, dock: Dock | null): ViewId | undefined =>
      VIEWS.find((view) => view.id === value && (dock === null || view.dock === dock))?.id
    return {
      left: known(read['left'], 'left') ?? FIRST.left,
      right: known(read['right'], 'right') ?? FIRST.right,
      last: known(read['last'], null) ?? FIRST.last,
    }
  } catch {
    return FIRST
  }
}
