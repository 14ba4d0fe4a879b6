/** AWS::SQS::Queue. Source: CloudFormation resource reference for Amazon SQS. */

import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { QUEUE_NAME, QUEUE_NAME_RULE } from './limits'
import type { Queues } from './queues'
import type { Queue, QueueConfiguration } from './state'

/** Properties that are no attributes of the queue. */
const NO_ATTRIBUTES = new Set(['QueueName', 'Tags', 'FifoQueue'])

export function createResourceTypes(queues: Queues): Readonly<Record<string, ResourceType>> {
  const nameOf = (input: ResourceInput): string => {
    const name = input.properties['QueueName'] ?? input.generatedName
    if (typeof name !== 'string' || !QUEUE_NAME.test(name)) {
      throw new ResourceError(QUEUE_NAME_RULE, ['QueueName'])
    }
    return name
  }

  return {
    'AWS::SQS::Queue': {
      create(input) {
        const name = nameOf(input)
        if (queues.find(name)) throw new ResourceError(`A queue named ${name} already exists.`, ['QueueName'])
        return handleOf(queues.create(name, configurationOf(queues, input)))
      },
      update(existing, input) {
        const queue = queues.findByArn(existing.arn)
        if (!queue || queue.name !== nameOf(input)) return null
        queue.configuration = configurationOf(queues, input)
        return handleOf(queue)
      },
      delete(existing) {
        const queue = queues.findByArn(existing.arn)
        if (queue) queues.delete(queue)
      },
    },
  }
}

function configurationOf(queues: Queues, input: ResourceInput): QueueConfiguration {
  if (input.properties['FifoQueue'] === true || input.properties['FifoQueue'] === 'true') {
    throw new ResourceError('FIFO queues are not simulated yet.', ['FifoQueue'], 'Use a standard queue for now.')
  }
  const attributes = Object.fromEntries(Object.entries(input.properties).filter(([name]) => !NO_ATTRIBUTES.has(name)))
  return queues.configure(attributes, (name, _problem, explanation) => {
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
