/**
 * Version 2, the one that is written: files, settings, the view, what is to happen when it is opened, and a recorded run.
 *
 * Links that exist depend on every character here and in the dictionary. What a link holds may grow only by what can be
 * left out, and then reads as if it had never been thought of; any other change is version 3, and this file stays as it is.
 */

import type { ProjectSettings } from '../model'
import { checkFiles } from '../files'
import { readSettings } from '../settings'
import { isRecord, readProject } from './check'
import type { LinkContent } from './content'
import { DICTIONARY_V2 } from './dictionary-v2'
import { type Carrier, notAProject } from './error'
import type { Packing } from './packing'
import { readView } from './view'

export const PACKING_V2: Packing = { dictionary: DICTIONARY_V2, checksumBytes: 4 }

/** What a link of version 2 leaves out. A new setting gets its line here with what was the case before there was it. */
const DEFAULTS_V2: ProjectSettings = {
  name: 'Untitled',
  seed: 1,
  pace: '1x',
  cpu: 'fixed',
  latency: 'typical',
  duplicates: 'never',
  faults: [],
  accountConcurrency: null,
  openFile: null,
  stimulus: null,
  request: null,
}

/** One content has one text: files and settings by name, nothing that is as by default. */
export async function writeV2({ project, view, readOnly, run, recorded }: LinkContent): Promise<string> {
  checkFiles(project.files)
  const given: Record<string, unknown> = { ...readSettings({ ...project.settings }, DEFAULTS_V2) }
  const defaults: Record<string, unknown> = { ...DEFAULTS_V2 }
  const changed = Object.entries(given).filter(([name, value]) => value !== defaults[name] && !isEmptyList(value))
  const shownAs = readView(view)
  return JSON.stringify({
    f: sorted(Object.entries(project.files)),
    ...(changed.length > 0 && { s: sorted(changed) }),
    ...(Object.keys(shownAs).length > 0 && { v: shownAs }),
    ...(readOnly && { ro: 1 }),
    ...(run && !recorded && { run: 1 }),
    ...(recorded && { t: (await import('./recorded')).writeRecorded(recorded) }),
  })
}

export async function readV2(value: unknown, carrier: Carrier): Promise<LinkContent> {
  if (!isRecord(value)) throw notAProject(carrier, 'it holds no files')
  const given = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined)
  const project = readProject(given('f'), given('s') ?? {}, DEFAULTS_V2, carrier)
  const told = given('t')
  const recorded = told === undefined ? null : (await import('./recorded')).readRecorded(told)
  return {
    project,
    view: readView(given('v')),
    readOnly: given('ro') === 1,
    run: given('run') === 1 && told === undefined,
    recorded: typeof recorded === 'string' ? null : recorded,
    unshown: typeof recorded === 'string' ? recorded : null,
  }
}

/** No setting has a default that is a list with something in it. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** By code unit, so that the order is the same everywhere. */
const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
