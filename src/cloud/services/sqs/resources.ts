/**
 * AWS::SQS::Queue, AWS::SQS::QueuePolicy, AWS::SQS::QueueInlinePolicy.
 * Source: CloudFormation resource reference for Amazon SQS.
 */

import type { PolicyDocument } from '../../aws/policy'
import { readResourcePolicy } from '../../aws/policy-statements'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { FIFO_QUEUE_NAME, FIFO_QUEUE_NAME_RULE, QUEUE_NAME, QUEUE_NAME_RULE } from './limits'
import type { QueueConfiguration } from './model'
import type { Queues } from './queues'
import type { Queue } from './state'

/** Properties that are no attributes of the queue. */
const NO_ATTRIBUTES = new Set(['QueueName', 'Tags', 'FifoQueue'])

type Values = Readonly<Record<string, TemplateValue>>

export function createResourceTypes(queues: Queues): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::SQS::Queue': {
      create(input) {
        const name = nameOf(input)
        if (queues.find(name)) throw new ResourceError(`A queue named ${name} already exists.`, ['QueueName'])
        const queue = queues.create(name, configurationOf(queues, name, input))
        queue.tags = tagsOf(input.properties)
        return handleOf(queue)
      },
      update(existing, input) {
        const queue = queues.findByArn(existing.arn)
        if (!queue || queue.name !== nameOf(input)) return null
        const { policy } = queue.configuration
        queue.configuration = { ...configurationOf(queues, queue.name, input), policy }
        queue.tags = tagsOf(input.properties)
        return handleOf(queue)
      },
      delete(existing) {
        const queue = queues.findByArn(existing.arn)
        if (queue) queues.delete(queue)
      },
    },
    'AWS::SQS::QueuePolicy': policyType(queues, 'Queues', ({ Queues }) => (Array.isArray(Queues) ? Queues : [])),
    'AWS::SQS::QueueInlinePolicy': policyType(queues, 'Queue', ({ Queue }) => (Queue === undefined ? [] : [Queue])),
  }
}

const isFifo = ({ properties }: ResourceInput): boolean =>
  properties['FifoQueue'] === true || properties['FifoQueue'] === 'true'

function nameOf(input: ResourceInput): string {
  const generated = isFifo(input) ? `${input.generatedName}.fifo` : input.generatedName
  const name = input.properties['QueueName'] ?? generated
  const [pattern, rule] = isFifo(input) ? [FIFO_QUEUE_NAME, FIFO_QUEUE_NAME_RULE] : [QUEUE_NAME, QUEUE_NAME_RULE]
  if (typeof name !== 'string' || !pattern.test(name)) throw new ResourceError(rule, ['QueueName'])
  return name
}

function configurationOf(queues: Queues, name: string, input: ResourceInput): QueueConfiguration {
  const attributes = Object.fromEntries(
    Object.entries(input.properties).filter(([property]) => !NO_ATTRIBUTES.has(property)),
  )
  return queues.configure(name, attributes, (attribute, _problem, explanation) => {
    throw new ResourceError(explanation, [attribute])
  })
}

function tagsOf({ Tags }: Values): ReadonlyMap<string, string> {
  const tags = Array.isArray(Tags) ? (Tags as readonly Values[]) : []
  return new Map(tags.map(({ Key, Value }) => [String(Key), String(Value)]))
}

function handleOf(queue: Queue): ResourceHandle {
  return {
    physicalId: queue.url,
    arn: queue.arn,
    ref: queue.url,
    attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url },
  }
}

/** A policy that is put on queues, named by their URLs; a queue has one at most. */
function policyType(
  queues: Queues,
  property: 'Queue' | 'Queues',
  urlsOf: (properties: Values) => readonly TemplateValue[],
): ResourceType {
  /** Physical id → queues with this policy. */
  const applied = new Map<string, { readonly names: readonly string[]; readonly policy: PolicyDocument }>()

  const queueAt = (url: TemplateValue, index: number): Queue => {
    const queue = typeof url === 'string' ? queues.find(url.split('/').at(-1) ?? '') : undefined
    const path = property === 'Queues' ? [property, index] : [property]
    if (!queue) throw new ResourceError('The specified queue does not exist.', path)
    return queue
  }
  const apply = (physicalId: string, { properties }: ResourceInput): ResourceHandle => {
    const policy = readResourcePolicy(properties['PolicyDocument'])
    if (!policy) throw new ResourceError('Invalid value for the parameter Policy.', ['PolicyDocument'])
    const wanted = urlsOf(properties).map(queueAt)
    remove(physicalId)
    for (const queue of wanted) queue.configuration = { ...queue.configuration, policy }
    applied.set(physicalId, { names: wanted.map(({ name }) => name), policy })
    return { physicalId, arn: physicalId, ref: physicalId, attributes: { Id: physicalId } }
  }
  const remove = (physicalId: string): void => {
    const { names = [], policy } = applied.get(physicalId) ?? {}
    for (const name of names) {
      const queue = queues.find(name)
      if (queue && queue.configuration.policy === policy) queue.configuration = { ...queue.configuration, policy: null }
    }
    applied.delete(physicalId)
  }
  return {
    create: (input) => apply(input.generatedName, input),
    update: (existing, input) => apply(existing.physicalId, input),
    delete: (existing) => remove(existing.physicalId),
  }
}
