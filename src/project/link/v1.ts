/**
 * Version 1: files and settings. No longer written, and read for ever: its dictionary, its defaults and this file do not
 * change.
 */

import type { ProjectSettings } from '../model'
import { isRecord, readProject } from './check'
import { type LinkContent, plainContent } from './content'
import { DICTIONARY_V1 } from './dictionary-v1'
import { type Carrier, notAProject } from './error'
import type { Packing } from './packing'

export const PACKING_V1: Packing = { dictionary: DICTIONARY_V1, checksumBytes: 3 }

/** What a link of version 1 leaves out: services took no time then. */
const DEFAULTS_V1: ProjectSettings = {
  name: 'Untitled',
  seed: 1,
  pace: '1x',
  cpu: 'fixed',
  latency: 'none',
  duplicates: 'never',
  faults: [],
  accountConcurrency: null,
  openFile: null,
  stimulus: null,
  request: null,
}

/** @param value `{ f: files, s: settings that differ from the default }` */
export function readV1(value: unknown, carrier: Carrier): LinkContent {
  if (!isRecord(value)) throw notAProject(carrier, 'it holds no files')
  return plainContent(readProject(value['f'], value['s'], DEFAULTS_V1, carrier))
}
