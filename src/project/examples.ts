/** The projects that ship with the page. The first one is part of the page; the others load when they are opened. */

import { defaultSettings } from './files'
import type { Project, ProjectSettings } from './model'

export interface Example {
  readonly id: string
  readonly title: string
  /** What it shows, in one line. */
  readonly point: string
  load(): Promise<Project>
}

interface Entry extends Omit<Example, 'load'> {
  readonly settings: Partial<ProjectSettings>
}

const ENTRIES: readonly Entry[] = [
  {
    id: 'orders',
    title: 'Orders from a queue',
    point: 'Lambda polls a queue; a bad message comes back and ends in the dead-letter queue.',
    settings: {
      pace: '10x',
      openFile: 'src/process-orders.ts',
      stimulus: { target: 'OrdersQueue', kind: 'queue', eventFile: 'events/order.json', payload: '' },
    },
  },
  {
    id: 'hello',
    title: 'Hello',
    point: 'One function: cold, then warm.',
    settings: {
      openFile: 'src/index.ts',
      stimulus: { target: 'Hello', kind: 'sync', eventFile: 'events/ada.json', payload: '' },
    },
  },
  {
    id: 'async-retries',
    title: 'Asynchronous retries',
    point: 'Two retries after one and two minutes, then destinations.',
    settings: {
      pace: 'max',
      openFile: 'src/flaky.ts',
      stimulus: { target: 'Flaky', kind: 'async', eventFile: 'events/never.json', payload: '' },
    },
  },
  {
    id: 'cold-starts',
    title: 'What an environment keeps',
    point: 'Init, module state, /tmp, and a timer left behind.',
    settings: {
      openFile: 'src/counter.ts',
      stimulus: { target: 'Counter', kind: 'sync', eventFile: 'events/visit.json', payload: '' },
    },
  },
]

type Texts = Record<string, () => Promise<string>>

const first = import.meta.glob<string>('../examples/orders/**', { query: '?raw', import: 'default', eager: true })
const others = import.meta.glob<string>(['../examples/*/**', '!../examples/orders/**'], {
  query: '?raw',
  import: 'default',
})

/** What a first visit opens. */
export function firstExample(): Project {
  return toProject(ENTRIES[0] as Entry, first)
}

export const examples: readonly Example[] = ENTRIES.map((entry, index) => ({
  id: entry.id,
  title: entry.title,
  point: entry.point,
  load: async () => (index === 0 ? firstExample() : toProject(entry, await loadAll(others, entry.id))),
}))

async function loadAll(texts: Texts, id: string): Promise<Record<string, string>> {
  const chosen = Object.entries(texts).filter(([path]) => path.startsWith(`../examples/${id}/`))
  return Object.fromEntries(await Promise.all(chosen.map(async ([path, load]) => [path, await load()] as const)))
}

function toProject({ id, title, settings }: Entry, texts: Readonly<Record<string, string>>): Project {
  const files = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path.slice(`../examples/${id}/`.length), text]),
  )
  const stimulus = settings.stimulus?.eventFile
    ? { ...settings.stimulus, payload: files[settings.stimulus.eventFile] ?? '{}' }
    : null
  return { files, settings: { ...defaultSettings(), ...settings, name: title, stimulus } }
}
