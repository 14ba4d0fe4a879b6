/** The project that somebody sees who comes with neither a link nor work of their own. Part of what is loaded first. */

import { defaultSettings } from './files'
import type { Project, ProjectFiles, ProjectSettings, RequestDraft, Stimulus } from './model'

/** What `example.json` in an example's folder says of it; that file is no part of the project. */
export interface Listing {
  /** Its folder below examples/. */
  readonly id: string
  readonly title: string
  /** What it shows: one line, which its checks prove. */
  readonly point: string
  readonly subject: Subject
  /** Among those of its subject, from 1; the others come after them. */
  readonly place?: number
  /** As in the names of the SDK's clients; the first ones matter most. */
  readonly services: readonly string[]
  /** Words that somebody may look for it with. */
  readonly tags: readonly string[]
  readonly pace: ProjectSettings['pace']
  readonly openFile: string
  readonly accountConcurrency?: number
  /** What Run sends first; its payload is the event file. */
  readonly stimulus: Omit<Stimulus, 'eventFile' | 'payload'> & { readonly eventFile: string }
  /** The web request that Run sends instead. */
  readonly request?: Partial<RequestDraft> & Pick<RequestDraft, 'entrance'>
}

/** The gallery's parts, in their order. */
export const SUBJECTS = [
  'Basics',
  'Web',
  'Queues',
  'Streams',
  'Events',
  'Failure',
  'Workflows',
  'Data and access',
  'Operations',
] as const
export type Subject = (typeof SUBJECTS)[number]

const FIRST_REQUEST: Omit<RequestDraft, 'entrance'> = {
  active: true,
  method: 'GET',
  path: '',
  query: '',
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

const LISTING_FILE = 'example.json'
const FOLDER = '../examples/orders-queue/'
const found: ProjectFiles = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path.slice(FOLDER.length), text]),
)

export const FIRST: Listing = { ...(JSON.parse(found[LISTING_FILE] ?? '') as Listing), id: 'orders-queue' }

export function firstExample(): Project {
  return projectOf(FIRST, found)
}

/** @param found path inside the example's folder → text */
export function projectOf(listing: Listing, found: ProjectFiles): Project {
  const { [LISTING_FILE]: _, ...files } = found
  const { title, pace, openFile, accountConcurrency = null, stimulus, request } = listing
  return {
    files,
    settings: {
      ...defaultSettings(),
      name: title,
      pace,
      openFile,
      accountConcurrency,
      stimulus: { ...stimulus, payload: files[stimulus.eventFile] ?? '' },
      request: request ? { ...FIRST_REQUEST, ...request } : null,
    },
  }
}
