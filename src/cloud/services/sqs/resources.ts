/** AWS::SQS::Queue. Source: CloudFormation resource reference for Amazon SQS. */

import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { configure } from './attributes'
import { QUEUE_NAME } from './limits'
import type { Queues } from './queues'
import type { Queue, QueueConfiguration } from './state'

/** Accepted without effect: encryption and tags change nothing one can observe here. */
const WITHOUT_EFFECT = new Set([
  'QueueName',
  'Tags',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
])

export function createResourceTypes(queues: Queues): Readonly<Record<string, ResourceType>> {
  const nameOf = (input: ResourceInput): string => {
    const name = input.properties['QueueName'] ?? input.generatedName
    if (typeof name !== 'string' || !QUEUE_NAME.test(name)) {
      throw new ResourceError('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length', [
        'QueueName',
      ])
    }
    return name
  }

  return {
    'AWS::SQS::Queue': {
      create(input) {
        const name = nameOf(input)
        if (queues.find(name)) throw new ResourceError(`A queue named ${name} already exists.`, ['QueueName'])
        return handleOf(queues.create(name, configurationOf(queues.defaults, input)))
      },
      update(existing, input) {
        const queue = queues.findByArn(existing.arn)
        if (!queue || queue.name !== nameOf(input)) return null
        queue.configuration = configurationOf(queues.defaults, input)
        return handleOf(queue)
      },
      delete(existing) {
        const queue = queues.findByArn(existing.arn)
        if (queue) queues.delete(queue)
      },
    },
  }
}

function configurationOf(defaults: QueueConfiguration, input: ResourceInput): QueueConfiguration {
  if (input.properties['FifoQueue'] === true || input.properties['FifoQueue'] === 'true') {
    throw new ResourceError('FIFO queues are not simulated yet.', ['FifoQueue'], 'Use a standard queue for now.')
  }
  const attributes = Object.fromEntries(
    Object.entries(input.properties).filter(([name]) => !WITHOUT_EFFECT.has(name) && name !== 'FifoQueue'),
  )
  return configure(defaults, attributes, (name, _problem, explanation) => {
    throw new ResourceError(explanation, [name])
  })
}

function handleOf(queue: Queue): ResourceHandle {
  return {
    physicalId: queue.url,
    arn: queue.arn,
    ref: queue.url,
    attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url },
  }
}
