import type { PartialMessage } from 'esbuild-wasm'
import type { PackageOffer } from '../../project/model'

/** What our plugins attach to a message as its `detail`. */
export interface MessageDetail {
  /** `bundle/…` */
  readonly code: string
  readonly hint?: string
  readonly offer?: PackageOffer
}

/** A message of one of our plugins. esbuild adds the place: the import that the plugin was asked about. */
export function pluginMessage(text: string, detail: MessageDetail): PartialMessage {
  return { text, detail }
}
