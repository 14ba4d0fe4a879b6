/** A recorded run in a link: a stranger's data, of which every record is looked at before anything is shown. */

import { PAGE_LIMITS } from '../../cloud/aws/page-limits'
import { type Shape, shaped } from '../../cloud/aws/trace-shape'
import SHAPES from '../../cloud/aws/trace-shapes.json'
import type { TraceRecord } from '../../cloud/aws/trace-records'
import { type ResourceView, VIEW_ROWS_MAX } from '../../cloud/aws/resource-view'
import { isRecord } from './check'
import type { RecordedRun } from './content'
import { LinkError } from './error'

/** Of one run. More is nothing to send around, and takes a page long to take in. */
export const RECORDS_MAX = PAGE_LIMITS.linkRecords.value
const RESOURCES_MAX = 1000
/** Of virtual time, in milliseconds: what draws a run goes through its length. */
const LENGTH_MAX = 2 * 366 * 86_400_000
/** Virtual time is some time after 1970 and before the year 3000. */
const TIME_MAX = 32_503_680_000_000

/**
 * Of what is written here. A type of record that changes so that earlier recordings no longer fit needs another one, and
 * what makes of a recording of this one a recording of that.
 */
const FORMAT = 1

const RESOURCE: Shape = {
  fields: {
    arn: 'string',
    kind: 'string',
    name: 'string',
    facts: { each: { fields: { label: 'string', value: 'string' } } },
    tables: {
      each: {
        fields: {
          title: 'string',
          columns: { each: 'string' },
          rows: { each: { each: 'string' } },
          total: 'number',
        },
      },
    },
  },
}

/** @throws LinkError when it is too long */
export function writeRecorded({ records, resources, now }: RecordedRun): unknown {
  if (records.length > RECORDS_MAX) {
    throw new LinkError(
      'too-large',
      `The run has ${records.length.toLocaleString('en-US')} records, and ${RECORDS_MAX.toLocaleString('en-US')} can be shared. Restart, and share a shorter run.`,
    )
  }
  // Their numbers go without saying.
  const told = records.map((record) => {
    const { seq: _, ...fact } = shapedRecord(record) ?? record
    return fact
  })
  return { f: FORMAT, n: now, r: told, w: resources.map((one) => shaped(one, RESOURCE) ?? one) }
}

/** @returns why it cannot be shown, for people, or the run */
export function readRecorded(value: unknown): RecordedRun | string {
  if (!isRecord(value) || typeof value['f'] !== 'number') return DAMAGED
  if (value['f'] > FORMAT) return OTHER_VERSION
  const { n: now, r: told, w: held } = value
  if (value['f'] !== FORMAT || !isTime(now) || !Array.isArray(told) || !Array.isArray(held)) return DAMAGED
  if (told.length > RECORDS_MAX || held.length > RESOURCES_MAX) return DAMAGED
  const records: TraceRecord[] = []
  let before = 0
  for (const one of told as readonly unknown[]) {
    if (!isRecord(one) || 'seq' in one) return DAMAGED
    const record = shapedRecord({ ...one, seq: records.length })
    if (!record) return OTHER_VERSION
    if (!isTime(record.at) || record.at < before) return DAMAGED
    before = record.at
    records.push(record)
  }
  if (now < before || now - (records[0]?.at ?? now) > LENGTH_MAX) return DAMAGED
  const resources = held.map((one) => shaped(one, RESOURCE) as ResourceView | undefined)
  if (!resources.every((one) => one !== undefined && one.tables.every(({ rows }) => rows.length <= VIEW_ROWS_MAX))) {
    return DAMAGED
  }
  return { records, resources: resources as readonly ResourceView[], now }
}

function shapedRecord(record: Readonly<Record<string, unknown>> | TraceRecord): TraceRecord | null {
  const { seq, at, type, ...fields } = record
  // Of a stranger: an object for a text may have a `toString` that is none.
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type) || typeof at !== 'number') return null
  const shape = (SHAPES as Record<string, unknown>)[type]
  const shapely = shaped(fields, shape as Shape)
  return shapely === undefined ? null : ({ seq, at, type, ...(shapely as object) } as TraceRecord)
}

const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= TIME_MAX

const DAMAGED = 'What was recorded is damaged, so it is not shown. The project itself is complete.'
const OTHER_VERSION =
  'The run was recorded by another version of Coldstart, which told of it what this one does not know, so it is not shown. The project itself is complete. If a newer version is there, reloading the page gets it.'
