/** Query and Scan. Source: Amazon DynamoDB API Reference. */

import type { Operation } from '../../contract'
import { CapacityMeter } from '../capacity'
import { readCondition, type ReadCondition } from '../expressions/conditions'
import { keyConditionOf, keyTestsOf } from '../expressions/key-condition'
import type { Path } from '../expressions/paths'
import { Placeholders } from '../expressions/placeholders'
import { readProjection } from '../expressions/projection'
import { abovePrefix, keyAttributes, partitionPrefix, segmentStart, sortRange, type KeyRange } from '../keys'
import * as limits from '../limits'
import type { Tables } from '../tables'
import { errors } from '../wire'
import {
  checked,
  maybeText,
  refuseLegacy,
  RETURN_CONSUMED_CAPACITY,
  TABLE_NAME_REQUIRED,
  type Constraints,
  type Input,
} from './input'
import { keysOf, page, selectionOf, sourceOf, startPosition } from './page'

const SELECT = { values: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] }
const READ: Constraints = {
  TableName: TABLE_NAME_REQUIRED,
  Limit: { range: [1, Infinity] },
  ReturnConsumedCapacity: RETURN_CONSUMED_CAPACITY,
  Select: SELECT,
}
const SCAN: Constraints = {
  ...READ,
  TotalSegments: { range: [1, limits.TOTAL_SEGMENTS_MAX] },
  Segment: { range: [0, limits.TOTAL_SEGMENTS_MAX - 1] },
}

const LEGACY = {
  AttributesToGet: 'ProjectionExpression',
  QueryFilter: 'FilterExpression',
  ConditionalOperator: 'FilterExpression',
  KeyConditions: 'KeyConditionExpression',
  ScanFilter: 'FilterExpression',
}

interface Expressions {
  readonly filter: ReadCondition | null
  readonly projection: readonly Path[] | null
  /** Query's. */
  readonly keyCondition: ReadCondition | null
}

function readExpressions(input: Input, names: readonly string[]): Expressions {
  refuseLegacy(input, LEGACY, names)
  const placeholders = new Placeholders(input, Object.fromEntries(names.map((name) => [name, input[name]])))
  const [filter, key, projection] = ['FilterExpression', 'KeyConditionExpression', 'ProjectionExpression'].map(
    (name) => (names.includes(name) ? maybeText(input, name) : null),
  ) as [string | null, string | null, string | null]
  const expressions = {
    filter: filter === null ? null : readCondition('FilterExpression', filter, placeholders),
    keyCondition: key === null ? null : readCondition('KeyConditionExpression', key, placeholders),
    projection: projection === null ? null : readProjection(projection, placeholders),
  }
  placeholders.checkAllUsed()
  return expressions
}

const limitOf = (input: Input): number => (input['Limit'] === undefined ? Infinity : Number(input['Limit']))

export function readOperations(tables: Tables): Readonly<Record<string, Operation>> {
  return {
    Query(request) {
      const input = checked(request, READ)
      const expressions = readExpressions(input, ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'])
      if (!expressions.keyCondition) {
        throw errors.validation(
          'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
        )
      }
      const tests = keyTestsOf(expressions.keyCondition)
      const source = sourceOf(tables, input)
      const keys = keysOf(source)
      const condition = keyConditionOf(tests, keys)
      refuseKeyFilter(
        expressions.filter,
        keyAttributes(keys).map(({ name }) => name),
      )
      const prefix = partitionPrefix(condition.partition)
      const whole = { from: prefix, before: abovePrefix(prefix) }
      const unique = source.index === null
      const range = condition.sort ? sortRange(prefix, condition.sort.operator, condition.sort.values, unique) : whole
      const given = input['ExclusiveStartKey']
      const after = given === undefined ? null : startPosition(source, given, startKeyError)
      if (after !== null) checkStart(after, whole, range)
      const selection = selectionOf(source, input, expressions.projection)
      const walk = {
        range,
        forward: input['ScanIndexForward'] !== false,
        after,
        limit: limitOf(input),
        filter: expressions.filter,
        selection,
        consistent: input['ConsistentRead'] === true,
      }
      return page(source, walk, new CapacityMeter(input['ReturnConsumedCapacity'], 'read'))
    },

    Scan(request) {
      const input = checked(request, SCAN)
      const segments = segmentsOf(input)
      const { filter, projection } = readExpressions(input, ['ProjectionExpression', 'FilterExpression'])
      const source = sourceOf(tables, input)
      const given = input['ExclusiveStartKey']
      const after =
        given === undefined
          ? null
          : startPosition(source, given, () =>
              errors.startKeyInvalid(': The provided key element does not match the schema'),
            )
      const range = rangeOf(segments)
      if (after !== null && (after < range.from || after >= range.before)) {
        throw errors.startKeyInvalid(
          ': Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. ' +
            `TotalSegments: ${segments.total} Segment: ${segments.segment}`,
        )
      }
      const selection = selectionOf(source, input, projection)
      const walk = {
        range,
        forward: true,
        after,
        limit: limitOf(input),
        filter,
        selection,
        consistent: input['ConsistentRead'] === true,
      }
      return page(source, walk, new CapacityMeter(input['ReturnConsumedCapacity'], 'read'))
    },
  }
}

const startKeyError = (mismatch: boolean): Error => (mismatch ? errors.keyDoesNotMatch() : errors.startKeyInvalid())

function checkStart(after: string, whole: KeyRange, range: KeyRange): void {
  if (after < whole.from || after >= whole.before) {
    throw errors.validation('The provided starting key is outside query boundaries based on provided conditions')
  }
  if (after < range.from || after >= range.before) {
    throw errors.validation('The provided starting key does not match the range key predicate')
  }
}

function refuseKeyFilter(filter: ReadCondition | null, keys: readonly string[]): void {
  const key = keys.find((name) => filter?.paths.some(([first]) => first === name))
  if (key === undefined) return
  throw errors.validation(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
  )
}

interface Segments {
  readonly segment: number
  readonly total: number
}

function segmentsOf(input: Input): Segments {
  const [segment, total] = [input['Segment'], input['TotalSegments']]
  if (segment === undefined && total === undefined) return { segment: 0, total: 1 }
  if (total === undefined) {
    throw errors.validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
  }
  if (segment === undefined) {
    throw errors.validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
  }
  if (Number(segment) >= Number(total)) {
    throw errors.validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Number(segment)} is not less than TotalSegments: ${Number(total)}`,
    )
  }
  return { segment: Number(segment), total: Number(total) }
}

/** Above every key. */
const END = '\uFFFF\uFFFF\uFFFF'

const rangeOf = ({ segment, total }: Segments): KeyRange => ({
  from: segmentStart(segment, total),
  before: segment === total - 1 ? END : segmentStart(segment + 1, total),
})
