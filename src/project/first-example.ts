/** The project that somebody sees who comes with neither a link nor work of their own. Part of what is loaded first. */

import { defaultSettings } from './files'
import type { Project, ProjectFiles, ProjectSettings, RequestDraft, Stimulus } from './model'

/** An example, without its files. */
export interface Listing {
  readonly id: string
  readonly title: string
  readonly point: string
  readonly settings: Pick<ProjectSettings, 'pace' | 'openFile'>
  /** What Run sends first; its payload is the event file. */
  readonly stimulus: Pick<Stimulus, 'target' | 'kind'> & { readonly eventFile: string }
  /** The web request that Run sends instead. */
  readonly request?: Pick<RequestDraft, 'entrance' | 'query'>
}

export const FIRST: Listing = {
  id: 'orders-queue',
  title: 'Orders through a queue',
  point: 'Batches, partial failures, a dead-letter queue',
  settings: { pace: '10x', openFile: 'src/process-orders.ts' },
  stimulus: { target: 'OrdersQueue', kind: 'queue', eventFile: 'events/poison-order.json' },
}

const FIRST_REQUEST: Omit<RequestDraft, 'entrance' | 'query'> = {
  active: true,
  method: 'GET',
  path: '',
  headers: '',
  body: '',
  signed: false,
}

/** Path from this file → text. */
const texts = import.meta.glob<string>('../examples/orders-queue/**/*', {
  query: '?raw',
  import: 'default',
  eager: true,
})

export function firstExample(): Project {
  return projectOf(FIRST, Object.entries(texts))
}

export const folderOf = ({ id }: Listing): string => `../examples/${id}/`

/** @param texts path from this file → text */
export function projectOf(listing: Listing, texts: readonly (readonly [string, string])[]): Project {
  const prefix = folderOf(listing).length
  const files: ProjectFiles = Object.fromEntries(texts.map(([path, text]) => [path.slice(prefix), text]))
  const { title, settings, stimulus, request } = listing
  return {
    files,
    settings: {
      ...defaultSettings(),
      ...settings,
      name: title,
      stimulus: { ...stimulus, payload: files[stimulus.eventFile] ?? '' },
      request: request ? { ...FIRST_REQUEST, ...request } : null,
    },
  }
}
