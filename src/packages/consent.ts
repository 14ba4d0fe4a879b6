/**
 * What the person at this browser agreed to load. It is kept in this browser by exact version, and is never part of a
 * project or a link: opening a stranger's project asks nobody for anything.
 */

import { CONSENTS_MAX } from './limits'

const KEY = 'coldstart:packages'

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

export class Consent {
  /** Names that were agreed to while this project is open: whatever version they turn out to be, and what they need. */
  private readonly names = new Set<string>()
  private everything: 'no' | 'remember' | 'for-now' = 'no'
  private readonly remembered: Set<string>

  /** @param storage null where there is none */
  constructor(private readonly storage: Storage | null) {
    this.remembered = new Set(read(storage))
  }

  allow(names: readonly string[]): void {
    for (const name of names) this.names.add(name)
  }

  /** Everything that the open project imports. @param remember whether a person said so, in this browser */
  allowAll(remember: boolean): void {
    this.everything = remember ? 'remember' : 'for-now'
  }

  /** Another project was opened. */
  forget(): void {
    this.names.clear()
    this.everything = 'no'
  }

  /** Whether the CDN may be asked which version a name stands for. @param importerIsAsked the same of who needs it */
  isAsked(name: string, importerIsAsked: boolean): boolean {
    return this.everything !== 'no' || importerIsAsked || this.names.has(name)
  }

  isRemembered(id: string): boolean {
    return this.remembered.has(id)
  }

  /** Keeps an exact version that was agreed to. */
  remember(id: string): void {
    if (this.everything === 'for-now' || this.remembered.has(id)) return
    this.remembered.add(id)
    try {
      this.storage?.setItem(KEY, JSON.stringify([...this.remembered].slice(-CONSENTS_MAX)))
    } catch {
      // Full or denied: it is asked again next time.
    }
  }
}

function read(storage: Storage | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]')
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(-CONSENTS_MAX) : []
  } catch {
    return []
  }
}
