/**
 * Values on the wire ↔ values in operations. Inside the cloud every value has the form of AWS JSON: timestamps are
 * seconds since the epoch, blobs base64 texts.
 */

import { AwsError } from '../aws/aws-error'
import { flawOfBase64 } from '../aws/base64'
import { httpDate, isoTimestamp, parseHttpDate, parseIsoTimestamp } from '../aws/timestamps'
import type { WireModel, WireShape } from '../aws/wire-model'

/** @returns a scalar as text: of a header, a query parameter, an XML element */
export function writeScalar(value: unknown, shape: WireShape): string {
  if (typeof value === 'number') {
    if (shape === 'date-time') return writeDateTime(value)
    if (shape === 'http-date') return httpDate(value * 1000)
  }
  return String(value)
}

/** XML protocols and query parameters: with milliseconds, as S3 and SNS write them. */
const writeDateTime = (seconds: number): string => isoTimestamp(seconds * 1000)

/** @param where for the error's text @throws AwsError */
export function readScalar(text: string, shape: WireShape, where: string): unknown {
  switch (shape) {
    case 'number': {
      const number = Number(text)
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) throw malformed(where, text, 'a number')
      return number
    }
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw malformed(where, text, 'true or false')
      return /^true$/i.test(text)
    case 'date-time':
    case 'http-date':
    case 'epoch-seconds': {
      const instant = parseIsoTimestamp(text) ?? parseHttpDate(text) ?? (text === '' ? NaN : Number(text) * 1000)
      if (!Number.isFinite(instant)) throw malformed(where, text, 'a timestamp')
      return instant / 1000
    }
    default:
      return text
  }
}

const malformed = (where: string, text: string, what: string): AwsError =>
  new AwsError('SerializationException', 400, `${where}: ${JSON.stringify(text)} is not ${what}.`)

/**
 * Checks the types of a JSON value and takes out nulls of structures, which mean "not given"; those of lists and maps are
 * refused: no API that is simulated has sparse ones (Smithy's protocol tests, `RestJsonBodyMalformedListNullItem` and
 * `…MapNullValue`). Members that the model does not know pass. What needs no change is not copied.
 * Texts: recorded from DynamoDB and Kinesis (dynalite's and kinesalite's test suites); that of a null is ours.
 * @throws AwsError SerializationException
 */
export function checkedJson(value: unknown, shape: WireShape, model: WireModel): unknown {
  if (shape === 'blob' && typeof value === 'string') return checkedBase64(value)
  if (typeof shape === 'string') return checkedScalar(value, shape)
  if ('structure' in shape) {
    if (!isObject(value)) throw unexpected(value, 'structure')
    const members = model.structures[shape.structure]?.members ?? {}
    return changed(value, (name, entry) => {
      if (entry === null) return undefined
      const member = Object.hasOwn(members, name) ? members[name] : undefined
      return member ? checkedJson(entry, member.shape, model) : entry
    })
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) throw unexpected(value, 'list')
    const list = value as readonly unknown[]
    if (shape.list === 'string' && list.every((entry) => typeof entry === 'string')) return list
    return list.map((entry) => checkedEntry(entry, shape.list, model))
  }
  if (!isObject(value)) throw unexpected(value, 'map')
  return changed(value, (_, entry) => checkedEntry(entry, shape.map, model))
}

/** Of a list or map. */
function checkedEntry(entry: unknown, shape: WireShape, model: WireModel): unknown {
  if (entry !== null || shape === 'document') return checkedJson(entry, shape, model)
  throw new AwsError('SerializationException', 400, 'A list or map of the request has null where it must have a value.')
}

function checkedBase64(text: string): string {
  const flaw = flawOfBase64(text)
  if (flaw !== null) throw new AwsError('SerializationException', 400, flaw)
  return text
}

function changed(value: Readonly<Record<string, unknown>>, map: (name: string, entry: unknown) => unknown): unknown {
  const entries = Object.entries(value).map(([name, entry]) => [name, map(name, entry)] as const)
  if (entries.every(([name, entry]) => entry === value[name])) return value
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined))
}

const FLOAT_TEXTS = new Set(['NaN', 'Infinity', '-Infinity'])

function checkedScalar(value: unknown, shape: Exclude<WireShape, object>): unknown {
  const fits =
    shape === 'document' ||
    (shape === 'boolean' && typeof value === 'boolean') ||
    (shape === 'string' && typeof value === 'string') ||
    (shape === 'blob' && value instanceof Uint8Array) ||
    ((shape === 'number' || shape === 'epoch-seconds') && typeof value === 'number') ||
    (shape === 'number' && FLOAT_TEXTS.has(String(value)))
  if (fits) return value
  if (shape === 'date-time' || shape === 'http-date') {
    if (typeof value === 'string') return readScalar(value, shape, 'timestamp')
    if (typeof value === 'number') return value
  }
  if (typeof value === 'object') throw unexpected(value, 'scalar')
  const token =
    typeof value === 'string'
      ? 'STRING_VALUE'
      : typeof value === 'number'
        ? 'NUMBER_VALUE'
        : `${String(value).toUpperCase()}_VALUE`
  const wanted =
    { string: 'String', blob: 'Blob', boolean: 'Boolean', number: 'Integer' }[shape as 'string'] ?? 'Timestamp'
  throw new AwsError('SerializationException', 400, `${token} cannot be converted to ${wanted}`)
}

function unexpected(value: unknown, wanted: 'structure' | 'list' | 'map' | 'scalar'): AwsError {
  const message = Array.isArray(value)
    ? 'Unrecognized collection type: list found where not expected'
    : isObject(value)
      ? 'Start of structure or map found where not expected.'
      : wanted === 'list'
        ? 'Expected list or null'
        : 'Unexpected value type in payload'
  return new AwsError(
    'SerializationException',
    400,
    Array.isArray(value) ? 'Start of list found where not expected' : message,
  )
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Instants as texts, and members under their JSON names, where the model says so. */
export function writtenJson(value: unknown, shape: WireShape, model: WireModel): unknown {
  if (value === undefined || value === null) return value
  if (typeof shape === 'string') {
    return typeof value === 'number' && (shape === 'date-time' || shape === 'http-date')
      ? writeScalar(value, shape)
      : value
  }
  if ('structure' in shape) {
    if (!isObject(value)) return value
    const members = model.structures[shape.structure]?.members ?? {}
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => {
        const member = Object.hasOwn(members, name) ? members[name] : undefined
        return member ? [member.jsonName ?? name, writtenJson(entry, member.shape, model)] : [name, entry]
      }),
    )
  }
  if ('list' in shape) {
    return Array.isArray(value) ? value.map((entry) => writtenJson(entry, shape.list, model)) : value
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, writtenJson(entry, shape.map, model)]))
    : value
}

/** Members under the names of the API, where JSON names them differently. */
export function renamedJson(value: unknown, shape: WireShape, model: WireModel): unknown {
  if (!isObject(value) || typeof shape === 'string' || !('structure' in shape)) return value
  const members = Object.entries(model.structures[shape.structure]?.members ?? {})
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const [name, member] = members.find(([own, { jsonName }]) => (jsonName ?? own) === key) ?? [key]
      return [name, member ? renamedJson(entry, member.shape, model) : entry]
    }),
  )
}
