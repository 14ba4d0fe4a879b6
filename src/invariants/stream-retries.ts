import { STREAM_RETRY_WAIT } from './aws-limits'
import type { Invariant } from './contract'
import { entry, hasFault, type Fact } from './facts'
import { mappingOf } from './mapping-concurrency'
import { numberOf } from './resources'
import { sourceRecordOf } from './source-log'
import { Violations } from './violations'

type Sent = Fact<'mapping.batch-sent'>

interface Options {
  /** null: without limit, or the template does not tell. */
  readonly retries: number | null
  readonly age: number | null
  readonly bisect: boolean
  readonly known: boolean
}

export const streamRetries: Invariant = {
  id: 'stream-retries',
  sentence:
    'A failed batch of a stream is sent again after a growing wait until it succeeds, its MaximumRetryAttempts are used up or its records are older than MaximumRecordAgeInSeconds; bisecting splits it in two and loses nothing.',
  source: 'Fact sheet 7.3; Lambda Developer Guide, "Configuring error handling controls" of Kinesis and DynamoDB',
  check(run) {
    const violations = new Violations()
    const options = new Map<string, Options>()
    const sent = new Map<string, Sent>()
    const ended = new Map<string, Fact<'mapping.batch-ended'>>()
    const arrivals = new Map<string, number>()
    /** By mapping, shard and records: when it is due, and how often it failed. */
    const waiting = new Map<string, Fact<'mapping.retry-scheduled'>>()
    const failures = new Map<string, number>()
    const atOnce = hasFault(run, 'no-backoff')
    for (const record of run.records) {
      const put = sourceRecordOf(record)
      if (put) arrivals.set(put[1].id, put[1].at)
      switch (record.type) {
        case 'mapping.batch-sent': {
          if (!record.stream) break
          sent.set(record.requestId, record)
          const key = keyOf(record.mapping, record.stream.shardId, record.recordIds)
          const scheduled = waiting.get(key)
          waiting.delete(key)
          if (!scheduled) break
          if (record.at < scheduled.due) {
            violations.add(
              `a batch for ${record.functionName} is sent again ${scheduled.due - record.at} ms too early`,
              [scheduled, record],
              record.functionName,
            )
          }
          if (record.stream.attempt !== scheduled.attempt) {
            violations.add(
              `attempt ${scheduled.attempt} at a batch for ${record.functionName} is told as ${record.stream.attempt}`,
              [scheduled, record],
              record.functionName,
            )
          }
          break
        }
        case 'mapping.batch-ended':
          if (!sent.has(record.requestId)) break
          ended.set(record.requestId, record)
          if (record.outcome === 'failure') {
            const key = keyOf(record.mapping, sent.get(record.requestId)?.stream?.shardId ?? '', record.returned)
            failures.set(key, (failures.get(key) ?? 0) + 1)
          }
          break
        case 'mapping.retry-scheduled': {
          waiting.set(keyOf(record.mapping, record.shardId, record.recordIds), record)
          const before = sent.get(record.requestId)?.stream?.attempt ?? 1
          const wait = record.due - record.at
          const usual = Math.min(
            STREAM_RETRY_WAIT.minimum * 2 ** Math.max(0, record.attempt - 2),
            STREAM_RETRY_WAIT.maximum,
          )
          if (wait !== usual && !(atOnce && record.cause === 'function-error')) {
            violations.add(
              `attempt ${record.attempt} at a batch for ${record.functionName} waits ${wait} ms, and ${usual} ms are due`,
              [record],
              record.functionName,
            )
          }
          if (record.attempt !== 1 && record.attempt !== before + 1) {
            violations.add(
              `attempt ${before} at a batch for ${record.functionName} is followed by attempt ${record.attempt}`,
              [record],
              record.functionName,
            )
          }
          const { retries, known } = optionsOf(record)
          const failed = failures.get(keyOf(record.mapping, record.shardId, record.recordIds)) ?? 0
          if (known && retries !== null && record.recordIds.length > 0 && record.attempt > 1 && failed > retries) {
            violations.add(
              `a batch for ${record.functionName} failed ${failed} times and is tried again although its MaximumRetryAttempts are ${retries}`,
              [record],
              record.functionName,
            )
          }
          break
        }
        case 'mapping.bisected': {
          const returned = ended.get(record.requestId)?.returned ?? []
          const parts = record.parts.flat()
          const sizes = record.parts.map((part) => part.length)
          const isSplit = sizes.length === 2 && Math.abs((sizes[0] ?? 0) - (sizes[1] ?? 0)) <= 1
          if (parts.join(' ') !== returned.join(' ') || !isSplit) {
            violations.add(
              `a batch of ${returned.length} records for ${record.functionName} is split into ${sizes.join(' and ')}`,
              [record],
              record.functionName,
            )
          }
          if (optionsOf(record).known && !optionsOf(record).bisect) {
            violations.add(
              `a batch for ${record.functionName} is split without BisectBatchOnFunctionError`,
              [record],
              record.functionName,
            )
          }
          // Both parts are tried anew.
          for (const part of record.parts) failures.delete(keyOf(record.mapping, record.shardId, part))
          break
        }
        case 'mapping.discarded': {
          const { retries, age, known } = optionsOf(record)
          const { functionName, condition, invokeCount, recordIds } = record
          if (!known) break
          if (condition === 'RetryAttemptsExhausted' && (retries === null || invokeCount !== retries + 1)) {
            violations.add(
              `a batch for ${functionName} is given up after ${invokeCount} failures although its MaximumRetryAttempts are ${retries ?? 'unlimited'}`,
              [record],
              functionName,
            )
          }
          const young = recordIds.filter((id) => record.at - (arrivals.get(id) ?? -Infinity) <= (age ?? Infinity))
          if (condition === 'RecordAgeExceeded' && young.length > 0) {
            violations.add(
              `${young[0]} is discarded for its age although it is ${record.at - (arrivals.get(young[0] ?? '') ?? 0)} ms old`,
              [record],
              functionName,
            )
          }
        }
      }
    }
    return violations.found

    function optionsOf(record: {
      readonly mapping: string
      readonly functionName: string
      readonly source: string
    }): Options {
      return entry(options, record.mapping, () => {
        const found = mappingOf(run, record.functionName, record.source)
        const limit = (name: string): number | null => {
          const value = numberOf(found?.property(name))
          return value === null || value < 0 ? null : value
        }
        const age = limit('MaximumRecordAgeInSeconds')
        return {
          retries: limit('MaximumRetryAttempts'),
          age: age === null ? null : age * 1000,
          bisect: String(found?.property('BisectBatchOnFunctionError')) === 'true',
          // Kafka's defaults are others.
          known: found !== undefined && /^arn:aws:(kinesis|dynamodb):/.test(record.source),
        }
      })
    }
  },
}

const keyOf = (mapping: string, shardId: string, ids: readonly string[]): string =>
  `${mapping} ${shardId} ${ids[0] ?? ''} ${ids.length}`
