/** Logs Insights. Source: Amazon CloudWatch Logs API Reference, StartQuery, GetQueryResults, StopQuery, DescribeQueries. */

import { AwsError } from '../../aws/aws-error'
import {
  DiscoveredFields,
  LAMBDA_FIELDS,
  LIMIT,
  QuerySyntaxError,
  SYSTEM_FIELDS,
  textOf,
} from '../../aws/logs-insights'
import type { Operation } from '../contract'
import { check, nameInArn, optionalNumber, optionalText, text, type Input } from './input'
import * as limits from './limits'
import type { LogGroups } from './log-groups'
import { page } from './pages'
import { type Answer, InsightsQueries, type InsightsQuery, recordAt } from './queries'
import type { LogGroup } from './state'
import { errors } from './wire'

export function createQueryOperations(groups: LogGroups): Readonly<Record<string, Operation>> {
  const queries = new InsightsQueries(groups)
  const { kernel } = groups.context
  const queryOf = (input: Input): InsightsQuery => {
    check(input, { queryId: { required: true, length: [0, 256] } })
    const query = queries.get(text(input, 'queryId'))
    if (!query) throw errors.queryNotFound()
    return query
  }

  return {
    StartQuery(input) {
      check(input, {
        queryString: { required: true, length: [0, limits.QUERY_LENGTH_MAX] },
        startTime: { required: true, range: [0, Infinity] },
        endTime: { required: true, range: [0, Infinity] },
        limit: { range: [1, LIMIT] },
        logGroupNames: { length: [1, limits.QUERY_GROUPS_MAX] },
        logGroupIdentifiers: { length: [1, limits.QUERY_GROUPS_MAX] },
      })
      const language = optionalText(input, 'queryLanguage') ?? 'CWLI'
      if (language !== 'CWLI') throw errors.invalidParameter(`Queries in ${language} are not simulated.`)
      const [from, to] = [Number(input['startTime']) * 1000, Number(input['endTime']) * 1000 + 999]
      if (from > to) throw errors.invalidParameter('The start time must be before the end time.')
      const wanted = namesOf(input).map((name) => groups.byName(name))
      if (queries.running >= limits.QUERIES_RUNNING_MAX) throw errors.limitExceeded()
      const id = kernel.random('logs-queries').uuid()
      try {
        queries.start(id, {
          groups: wanted,
          text: text(input, 'queryString'),
          from,
          to,
          limit: optionalNumber(input, 'limit'),
        })
      } catch (error) {
        if (error instanceof QuerySyntaxError) throw malformed(error)
        throw error
      }
      return { queryId: id }
    },

    GetQueryResults(input) {
      const query = queryOf(input)
      check(input, { maxItems: { range: [1, LIMIT] } })
      const { answer, status } = query
      const size = optionalNumber(input, 'maxItems') ?? LIMIT
      const { items, nextToken } = page(answer ? resultsOf(answer) : [], optionalText(input, 'nextToken'), size)
      return {
        queryLanguage: 'CWLI',
        results: items,
        ...(nextToken !== undefined && { nextToken }),
        statistics: {
          recordsMatched: answer?.recordsMatched ?? 0,
          recordsScanned: answer?.recordsScanned ?? 0,
          bytesScanned: answer?.bytesScanned ?? 0,
          estimatedRecordsSkipped: 0,
          estimatedBytesSkipped: 0,
          logGroupsScanned: answer ? query.request.groups.length : 0,
        },
        status,
      }
    },

    StopQuery(input) {
      const query = queryOf(input)
      if (query.status !== 'Running') throw errors.queryEnded(query.id, query.status)
      query.isCancelled = true
      return { success: true }
    },

    DescribeQueries(input) {
      check(input, { maxResults: { range: [1, limits.QUERIES_PAGE_MAX] } })
      const [group, status] = [optionalText(input, 'logGroupName'), optionalText(input, 'status')]
      const found = queries
        .all()
        .filter((query) => group === undefined || query.request.groups.some(({ name }) => name === group))
        .filter((query) => status === undefined || query.status === status)
      const size = optionalNumber(input, 'maxResults') ?? limits.QUERIES_PAGE_MAX
      const { items, nextToken } = page(found, optionalText(input, 'nextToken'), size)
      return {
        queries: items.map((query) => ({
          queryLanguage: 'CWLI',
          queryId: query.id,
          queryString: sourced(query.request.groups, query.request.text),
          status: query.status,
          createTime: Math.floor(query.startedAt),
          logGroupName: query.request.groups[0]?.name,
        })),
        ...(nextToken !== undefined && { nextToken }),
      }
    },

    GetLogRecord(input) {
      check(input, { logRecordPointer: { required: true } })
      const event = recordAt(groups, text(input, 'logRecordPointer'))
      if (!event) throw errors.invalidParameter('The specified logRecordPointer is invalid.')
      const fields = new DiscoveredFields(event)
      const logRecord: Record<string, string> = {}
      for (const name of [...SYSTEM_FIELDS, ...LAMBDA_FIELDS, ...fields.names()]) {
        const value = fields.get(name.replaceAll('`', ''))
        if (value !== null) logRecord[name] = name.startsWith('@') ? recordText(name, value) : textOf(value)
      }
      return { logRecord }
    },
  }
}

/** A record has its times as numbers of milliseconds; results have them as texts. */
const recordText = (name: string, value: Parameters<typeof textOf>[0]): string =>
  name === '@timestamp' || name === '@ingestionTime' ? String((value as { readonly at: number }).at) : textOf(value)

/** Exactly one of three ways to name log groups. */
function namesOf(input: Input): readonly string[] {
  const name = optionalText(input, 'logGroupName')
  const given = [
    name === undefined ? undefined : [name],
    input['logGroupNames'] as readonly string[] | undefined,
    (input['logGroupIdentifiers'] as readonly string[] | undefined)?.map((one) => nameInArn(one) ?? one),
  ].filter((names) => names !== undefined)
  const [names, ...others] = given
  if (!names || others.length > 0) {
    throw errors.invalidParameter(
      'Exactly one of LogGroupName, LogGroupNames or LogGroupIdentifiers must be specified.',
    )
  }
  return [...new Set(names)]
}

/** As the API tells it of queries of several groups: with the groups in front. */
const sourced = (groups: readonly LogGroup[], query: string): string =>
  groups.length > 1 ? `SOURCE ${groups.map(({ name }) => `"${name}"`).join(',')} | ${query}` : query

/** What a row lacks is left out; rows that are events have their pointer. */
function resultsOf({ columns, rows }: Answer): readonly (readonly object[])[] {
  return rows.map(({ values, event }) => {
    const fields = columns.flatMap((field, index) => {
      const value = values[index] ?? null
      return value === null ? [] : [{ field, value: textOf(value) }]
    })
    return event && !columns.includes('@ptr') ? [...fields, { field: '@ptr', value: event.ptr }] : fields
  })
}

const malformed = (error: QuerySyntaxError): AwsError =>
  new AwsError('MalformedQueryException', 400, error.message, {
    queryCompileError: {
      message: error.message,
      location: { startCharOffset: error.start, endCharOffset: error.end },
    },
  })
