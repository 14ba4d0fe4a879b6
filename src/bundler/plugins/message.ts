import type { PartialMessage } from 'esbuild-wasm'

/** What our plugins attach to a message as its `detail`. */
export interface MessageDetail {
  /** `bundle/…` */
  readonly code: string
  readonly hint?: string
}

/** A message of one of our plugins. esbuild adds the place: the import that the plugin was asked about. */
export function pluginMessage(text: string, detail: MessageDetail): PartialMessage {
  return { text, detail }
}
