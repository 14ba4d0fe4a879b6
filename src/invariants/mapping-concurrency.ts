import type { DeployedResource } from './resources'
import { SQS_POLLING } from './aws-limits'
import type { FinishedRun, Invariant } from './contract'
import { nameOf, wasCalled } from './facts'
import { numberOf, resourcesOf, textOf } from './resources'
import { Violations } from './violations'

/** The mapping of the template between these two, if there is exactly one, and nothing has changed it. */
export function mappingOf(run: FinishedRun, functionName: string, source: string): DeployedResource | undefined {
  if (wasCalled(run, 'lambda:UpdateEventSourceMapping', 'lambda:CreateEventSourceMapping')) return undefined
  const fits = resourcesOf(run)
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(
      (one) =>
        one.settled &&
        functionOf(textOf(one.property('FunctionName')) ?? '') === functionName &&
        textOf(one.property('EventSourceArn')) === source,
    )
  return fits.length === 1 ? fits[0] : undefined
}

/** Of a name or an ARN, with or without a version or alias. */
const functionOf = (reference: string): string | undefined => reference.split(':')[reference.startsWith('arn:') ? 6 : 0]

export const mappingConcurrency: Invariant = {
  id: 'mapping-concurrency',
  sentence:
    'An event source mapping never has more batches in flight than its pollers may: of a queue MaximumConcurrency and what it has scaled to, of a shard one for each unit of its ParallelizationFactor.',
  source:
    'Fact sheet 7.2 and 7.3; Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings"',
  check(run) {
    const violations = new Violations()
    /** Of a queue's mapping by its id, of a stream's with the shard's. */
    const inFlight = new Map<string, number>()
    const laneOfBatch = new Map<string, string>()
    const scaledTo = new Map<string, number>()
    const limits = new Map<string, { maximum: number | null; factor: number | null; known: boolean }>()
    for (const record of run.records) {
      if (record.type === 'mapping.scaled') {
        scaledTo.set(record.mapping, record.to)
      } else if (record.type === 'mapping.batch-sent') {
        const { mapping, functionName, source, requestId, stream, cause } = record
        let limit = limits.get(mapping)
        if (!limit) {
          const found = mappingOf(run, functionName, source)
          const maximum = numberOf(found?.property('ScalingConfig', 'MaximumConcurrency'))
          const provisioned = found?.property('ProvisionedPollerConfig') !== undefined
          const factor = found ? (numberOf(found.property('ParallelizationFactor')) ?? 1) : null
          const known = found !== undefined && source.startsWith('arn:aws:sqs:') && !provisioned
          limits.set(mapping, (limit = { maximum, factor, known }))
        }
        const lane = stream ? `${mapping} ${stream.shardId}` : mapping
        laneOfBatch.set(requestId, lane)
        const count = (inFlight.get(lane) ?? 0) + 1
        inFlight.set(lane, count)
        const most = stream ? limit.factor : limit.known ? queueLimit(limit.maximum, scaledTo.get(mapping)) : null
        // What is tried again kept its place while the limit went down.
        if (most === null || count <= most || cause === 'retry') continue
        const where = stream ? `shard ${stream.shardId} of ${nameOf(source)}` : nameOf(source)
        const message = `the mapping from ${where} to ${functionName} has ${count} batches in flight, and may have ${most}`
        violations.add(message, [record], functionName)
      } else if (record.type === 'mapping.batch-ended') {
        const lane = laneOfBatch.get(record.requestId)
        if (lane !== undefined) inFlight.set(lane, (inFlight.get(lane) ?? 1) - 1)
      }
    }
    return violations.found
  },
}

const queueLimit = (maximum: number | null, scaled: number | undefined): number =>
  Math.min(maximum ?? Infinity, scaled ?? Math.min(SQS_POLLING.batches, maximum ?? Infinity))
