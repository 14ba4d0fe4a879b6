/** The projects that come with Coldstart: the first one with the page, the others when they are opened. */

import { defaultSettings } from './files'
import type { Project, ProjectFiles, ProjectSettings, Stimulus } from './model'

export interface Example {
  /** Its folder below examples/. */
  readonly id: string
  readonly title: string
  /** What it shows, in half a sentence. */
  readonly point: string
  /** @throws Error when the files cannot be loaded, as without network */
  load(): Promise<Project>
}

interface Listing {
  readonly id: string
  readonly title: string
  readonly point: string
  readonly settings: Pick<ProjectSettings, 'pace' | 'openFile'>
  /** What Run sends first; its payload is the event file. */
  readonly stimulus: Pick<Stimulus, 'target' | 'kind'> & { readonly eventFile: string }
}

const FIRST: Listing = {
  id: 'orders-queue',
  title: 'Orders through a queue',
  point: 'Batches, partial failures, a dead-letter queue',
  settings: { pace: '10x', openFile: 'src/process-orders.ts' },
  stimulus: { target: 'OrdersQueue', kind: 'queue', eventFile: 'events/poison-order.json' },
}

const LISTINGS: readonly Listing[] = [
  FIRST,
  {
    id: 'hello',
    title: 'Hello',
    point: 'One function, its configuration and its logs',
    settings: { pace: '1x', openFile: 'src/hello.ts' },
    stimulus: { target: 'Hello', kind: 'sync', eventFile: 'events/ada.json' },
  },
  {
    id: 'async-retries',
    title: 'Retries of asynchronous events',
    point: 'Three attempts, destinations, a dead-letter queue',
    settings: { pace: '100x', openFile: 'src/send-invoice.ts' },
    stimulus: { target: 'SendInvoice', kind: 'async', eventFile: 'events/sent-at-last.json' },
  },
  {
    id: 'cold-starts',
    title: 'Cold starts',
    point: 'What an environment keeps between invocations',
    settings: { pace: '1x', openFile: 'src/cold-starts.ts' },
    stimulus: { target: 'ColdStarts', kind: 'sync', eventFile: 'events/nothing.json' },
  },
]

/** Path from this file → text. */
const withThePage = import.meta.glob<string>('../examples/orders-queue/**/*', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const onDemand = import.meta.glob<string>(['../examples/**/*', '!../examples/orders-queue/**'], {
  query: '?raw',
  import: 'default',
})

/** What somebody sees who comes with neither a link nor work of their own. */
export function firstExample(): Project {
  return project(FIRST, Object.entries(withThePage))
}

export const examples: readonly Example[] = LISTINGS.map((listing) => ({
  id: listing.id,
  title: listing.title,
  point: listing.point,
  async load() {
    if (listing === FIRST) return firstExample()
    const own = Object.entries(onDemand).filter(([path]) => path.startsWith(folderOf(listing)))
    return project(listing, await Promise.all(own.map(async ([path, load]) => [path, await load()] as const)))
  },
}))

const folderOf = ({ id }: Listing): string => `../examples/${id}/`

function project(listing: Listing, texts: readonly (readonly [string, string])[]): Project {
  const prefix = folderOf(listing).length
  const files: ProjectFiles = Object.fromEntries(texts.map(([path, text]) => [path.slice(prefix), text]))
  const { title, settings, stimulus } = listing
  return {
    files,
    settings: {
      ...defaultSettings(),
      ...settings,
      name: title,
      stimulus: { ...stimulus, payload: files[stimulus.eventFile] ?? '' },
    },
  }
}
