/** Whether the page would open without a connection, and whether a new version of it waits. */

import type { OfflineState } from '../../offline/client'
import { quiet } from '../parts/quiet'
import type { Notices } from './notices.svelte'
import type { Workspace } from './workspace.svelte'

const DETAILS: Readonly<Record<OfflineState, string>> = {
  storing: 'Being stored in this browser, to work without a connection',
  stored: 'Stored in this browser: works without a connection',
  refused: 'Not stored in this browser: needs a connection',
}

export class Offline {
  state = $state<OfflineState | null>(null)
  /** In words; empty as long as nothing is known. */
  readonly detail = $derived(this.state ? DETAILS[this.state] : '')

  constructor(
    readonly notices: Notices,
    readonly workspace: Workspace,
  ) {}

  /** For when the page has nothing better to do. */
  async begin(): Promise<void> {
    await quiet()
    const { storeForOffline } = await import('../../offline/client')
    await storeForOffline({
      onState: (state) => (this.state = state),
      onUpdate: (reload) => this.#offer(reload),
      pause: quiet,
    })
  }

  #offer(reload: () => void): void {
    this.notices.show({
      tone: 'info',
      title: 'A new version is ready',
      action: { text: 'Reload', run: () => this.#reload(reload) },
      sticky: true,
    })
  }

  #reload(reload: () => void): void {
    this.workspace.saveNow()
    if (!this.workspace.isUnsaved) return reload()
    this.notices.show({
      tone: 'error',
      title: 'Not reloaded: the project could not be saved',
      detail: 'This browser’s storage is full or off. Copy a link to the project first (Share), then reload the page.',
      sticky: true,
    })
  }
}
