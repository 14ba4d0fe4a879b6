import { VIEWS } from '../dock/views'
import { Layout, type PanelId } from '../state/layout.svelte'

const isPanel = (view: string): view is PanelId =>
  ['code', 'send', 'result'].includes(view) || VIEWS.some(({ id }) => id === view)

/** The views that the author of a page has chosen, and those that somebody asks for since. */
export class EmbedLayout extends Layout {
  /** Whether the code has a place of its own, and is no tab. */
  readonly code: boolean
  tabs = $state.raw<readonly PanelId[]>([])
  tab = $state.raw<PanelId>('result')
  /** What only follows from a Run is not brought forward: the author chose what is seen of it. */
  isFollowing: () => boolean = () => false

  /** @param views names that are no views are left out */
  constructor(views: readonly string[]) {
    super()
    const known = views.filter(isPanel)
    this.code = known.includes('code')
    this.tabs = known.filter((view) => view !== 'code')
    this.tab = this.tabs[0] ?? 'result'
  }

  override show(panel: PanelId): void {
    const view = panel === 'files' ? 'code' : panel
    if (view === 'code' && this.code) return
    if (view === 'result' && this.isFollowing() && this.tab !== 'send') return
    if (!this.tabs.includes(view)) this.tabs = [...this.tabs, view]
    this.tab = view
  }
}
