/** What the page's inspectors show of functions and event source mappings. */

import { formatArn } from '../../aws/arn'
import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView, type ViewTable } from '../../services/contract'
import { isClosed, type Operation } from '../durable/model'
import type { DurableExecution } from '../durable/execution'
import type { Mapping } from '../event-source-mapping/mappings'
import type { FunctionVersion, LambdaFunction } from '../function'
import type { Lambda } from '../lambda'

export function createViews(lambda: Lambda): readonly ResourceView[] {
  return [
    ...lambda.functions().map((fn) => functionView(lambda, fn)),
    ...lambda.durable.all().slice(-VIEW_ROWS_MAX).reverse().map(executionView),
    ...lambda.mappings.all().map((mapping) => mappingView(lambda, mapping)),
  ]
}

function functionView(lambda: Lambda, fn: LambdaFunction): ResourceView {
  const { configuration, latest, reservedConcurrency } = fn
  const state = latest.lastUpdateStatus === 'InProgress' ? `${latest.state}, update in progress` : latest.state
  return {
    arn: fn.arn,
    kind: 'Function',
    name: fn.name,
    facts: [
      { label: 'Runtime', value: configuration.runtime },
      { label: 'Handler', value: configuration.handler },
      { label: 'Memory', value: `${configuration.memorySize} MB` },
      { label: 'Timeout', value: `${configuration.timeout} s` },
      { label: 'State', value: state },
      { label: 'Last modified', value: isoTimestamp(latest.modifiedAt) },
      { label: 'Concurrent invocations', value: String(fn.concurrency) },
      ...(reservedConcurrency === null ? [] : [{ label: 'Reserved concurrency', value: String(reservedConcurrency) }]),
    ],
    tables: [
      environments(fn),
      ...(fn.published.size > 0 ? [versions(fn)] : []),
      ...aliases(fn),
      ...executions(lambda, fn),
    ],
  }
}

function environments(fn: LambdaFunction): ViewTable {
  const all = fn.versions.flatMap((version) => [...version.environments])
  return {
    title: 'Environments',
    columns: ['Id', 'Version', 'State', 'Log stream'],
    rows: all
      .slice(0, VIEW_ROWS_MAX)
      .map(({ id, version, busy, logStream }) => [id.slice(0, 8), version, busy ? 'busy' : 'idle', logStream]),
    total: all.length,
  }
}

function versions(fn: LambdaFunction): ViewTable {
  const row = ({ version, configuration, modifiedAt, environments }: FunctionVersion): readonly string[] => [
    version,
    configuration.description,
    isoTimestamp(modifiedAt),
    String(environments.size),
  ]
  const all = [...fn.published.values()]
  return {
    title: 'Versions',
    columns: ['Version', 'Description', 'Published', 'Environments'],
    rows: all.slice(0, VIEW_ROWS_MAX).map(row),
    total: all.length,
  }
}

function aliases(fn: LambdaFunction): readonly ViewTable[] {
  const all = [...fn.aliases.values()]
  if (all.length === 0) return []
  const rows = all.slice(0, VIEW_ROWS_MAX).map(({ name, version, weights }) => [
    name,
    version,
    Object.entries(weights)
      .map(([number, weight]) => `${number}: ${weight * 100} %`)
      .join(', '),
  ])
  return [{ title: 'Aliases', columns: ['Alias', 'Version', 'Shifted'], rows, total: all.length }]
}

/** Newest first. */
function executions(lambda: Lambda, fn: LambdaFunction): readonly ViewTable[] {
  if (!fn.configuration.durable) return []
  const all = lambda.durable.of(fn.name)
  const rows = [...all]
    .reverse()
    .slice(0, VIEW_ROWS_MAX)
    .map(({ name, status, version, startedAt, endedAt, table }) => [
      name,
      status,
      version,
      isoTimestamp(startedAt),
      endedAt === null ? '' : isoTimestamp(endedAt),
      String(table.all().length - 1),
    ])
  const columns = ['Name', 'Status', 'Version', 'Started', 'Ended', 'Operations']
  return [{ title: 'Durable executions', columns, rows, total: all.length }]
}

function executionView({
  arn,
  name,
  functionArn,
  status,
  startedAt,
  endedAt,
  input,
  result,
  error,
  table,
}: DurableExecution): ResourceView {
  const operations = table.all().filter(({ type }) => type !== 'EXECUTION')
  return {
    arn,
    kind: 'Durable execution',
    name,
    facts: [
      { label: 'Status', value: status },
      { label: 'Function', value: functionArn },
      { label: 'Started', value: isoTimestamp(startedAt) },
      ...(endedAt === null ? [] : [{ label: 'Ended', value: isoTimestamp(endedAt) }]),
      { label: 'Input', value: input },
      ...(result === null ? [] : [{ label: 'Result', value: result }]),
      ...(error === null ? [] : [{ label: 'Error', value: `${error.ErrorType ?? ''} ${error.ErrorMessage ?? ''}` }]),
    ],
    tables: [
      {
        title: 'Operations',
        columns: ['Name', 'Type', 'Status', 'Started', 'Ended or due', 'Attempts', 'Result or error'],
        rows: operations.slice(0, VIEW_ROWS_MAX).map(operationRow),
        total: operations.length,
      },
    ],
  }
}

function operationRow(operation: Operation): readonly string[] {
  const { name, type, subType, status, startedAt, endedAt, attempt, result, error } = operation
  const due = operation.scheduledEnd ?? operation.nextAttemptAt ?? operation.callbackDeadline
  const instant = isClosed(operation) ? endedAt : due
  return [
    name ?? '',
    subType ?? type,
    status,
    isoTimestamp(startedAt),
    instant === null ? '' : isoTimestamp(instant),
    attempt === null ? '' : String(attempt),
    error?.ErrorMessage ?? result ?? '',
  ]
}

function mappingView(lambda: Lambda, { configuration, state }: Mapping): ResourceView {
  const { uuid, functionName, qualifier, batchSize, batchingWindow, eventSourceArn } = configuration
  return {
    arn: formatArn('lambda', lambda.context.account, `event-source-mapping:${uuid}`),
    kind: 'Event source mapping',
    name: uuid,
    facts: [
      { label: 'State', value: state },
      { label: 'Event source', value: eventSourceArn },
      { label: 'Function', value: qualifier === null ? functionName : `${functionName}:${qualifier}` },
      { label: 'Batch size', value: String(batchSize) },
      { label: 'Batch window', value: `${batchingWindow} s` },
    ],
    tables: [],
  }
}
