import { createContext } from 'svelte'
import type { Session } from '../state/session.svelte'
import type { Outcome } from '../state/outcome'
import type { EmbedLayout } from './layout.svelte'

/** Of what Run has sent, and nobody has answered. */
const UNDER_WAY: readonly Outcome['kind'][] = ['pending', 'web-pending', 'playing']

/** What there is in an embed beside its session. */
export class Embed {
  readOnly = $state(false)
  /** Somebody edits: until then, the code is only shown. */
  editing = $state(false)

  constructor(
    readonly session: Session,
    readonly layout: EmbedLayout,
    readOnly: boolean,
  ) {
    this.readOnly = readOnly
    layout.isFollowing = () => UNDER_WAY.includes(session.outcome.kind)
  }

  /** Told what came of each Run. */
  onRan: (kind: Outcome['kind']) => void = () => undefined

  /** Told when somebody begins to edit. */
  onEdit: () => void = () => undefined

  /** Sends what Run sends. */
  async run(): Promise<void> {
    await this.session.run()
    this.onRan(this.session.outcome.kind)
  }

  /** @param path of a file */
  edit(path: string): void {
    this.session.workspace.open(path)
    if (this.readOnly || this.editing) return
    this.editing = true
    this.onEdit()
  }
}

export const [useEmbed, setEmbed] = createContext<Embed>()
