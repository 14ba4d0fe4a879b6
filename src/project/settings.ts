/** Reading a project's settings out of what a link or the browser's storage has. */

import { readFaults } from '../cloud/aws/faults'
import {
  ACCOUNT_CONCURRENCY_MAX,
  STIMULUS_DETAILS,
  STIMULUS_KINDS,
  type ProjectSettings,
  type RequestDraft,
  type Stimulus,
  type StimulusDetails,
} from './model'

/** Settings as far as they make sense; the defaults for the rest. Also for what was stored. */
export function readSettings(given: Readonly<Record<string, unknown>>, defaults: ProjectSettings): ProjectSettings {
  const oneOf = <Value extends string>(name: string, values: readonly Value[], fallback: Value): Value =>
    values.find((value) => value === given[name]) ?? fallback
  return {
    name: typeof given['name'] === 'string' ? given['name'].slice(0, 100) : defaults.name,
    seed: Number.isSafeInteger(given['seed']) ? (given['seed'] as number) : defaults.seed,
    pace: oneOf('pace', ['1x', '10x', '100x', 'max', 'paused'], defaults.pace),
    cpu: oneOf('cpu', ['fixed', 'measured'], defaults.cpu),
    latency: oneOf('latency', ['typical', 'none'], defaults.latency),
    duplicates: oneOf('duplicates', ['never', 'sometimes'], defaults.duplicates),
    faults: readFaults(given['faults']),
    accountConcurrency: readConcurrency(given['accountConcurrency']),
    openFile: typeof given['openFile'] === 'string' ? given['openFile'] : null,
    stimulus: readStimulus(given['stimulus']),
    request: readRequest(given['request']),
  }
}

const readConcurrency = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= ACCOUNT_CONCURRENCY_MAX ? value : null

function readStimulus(value: unknown): Stimulus | null {
  if (!isRecord(value)) return null
  const { target, eventFile, payload, script } = value
  const kind = STIMULUS_KINDS.find((one) => one === value['kind'])
  if (typeof target !== 'string' || typeof payload !== 'string' || !kind) return null
  const details = readDetails(value['details'])
  return {
    ...{ target, kind, eventFile: typeof eventFile === 'string' ? eventFile : null, payload },
    ...(details && { details }),
    ...(typeof script === 'string' && { script }),
  }
}

function readDetails(value: unknown): StimulusDetails | null {
  if (!isRecord(value)) return null
  const texts = STIMULUS_DETAILS.flatMap((name) =>
    typeof value[name] === 'string' && value[name] !== '' ? [[name, value[name]] as const] : [],
  )
  return texts.length === 0 ? null : Object.fromEntries(texts)
}

function readRequest(value: unknown): RequestDraft | null {
  if (!isRecord(value) || typeof value['entrance'] !== 'string') return null
  const text = (name: string): string => (typeof value[name] === 'string' ? value[name] : '')
  return {
    active: value['active'] === true,
    entrance: value['entrance'],
    method: /^[A-Z]{1,10}$/.test(text('method')) ? text('method') : 'GET',
    path: text('path'),
    query: text('query'),
    headers: text('headers'),
    body: text('body'),
    signed: value['signed'] === true,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
