/** The API's actions on consumers with enhanced fan-out. Source: Kinesis Data Streams API Reference. */

import type { Operation } from '../contract'
import { number, text, type Input } from './input'
import * as limits from './limits'
import type { Scope } from './scope'
import type { Consumer, Stream } from './state'
import { decodeToken, encodeToken } from './tokens'
import { errors } from './wire'

export function consumerOperations(scope: Scope): Record<string, Operation> {
  const { streams, context } = scope
  const { kernel } = context

  /** By its ARN, or by its name and the stream's ARN. @throws AwsError */
  const consumerOf = (input: Input): { readonly stream: Stream; readonly consumer: Consumer } => {
    const arn = text(input, 'ConsumerARN')
    const name = text(input, 'ConsumerName')
    if (arn === '' && (name === '' || text(input, 'StreamARN') === '')) {
      // Text not confirmed.
      throw errors.invalidArgument('Either ConsumerARN, or both StreamARN and ConsumerName should be provided.')
    }
    if (arn !== '') {
      const found = streams.findConsumer(arn)
      if (found) return found
      const [streamArn = '', consumer = ''] = arn.split('/consumer/')
      throw errors.consumerNotFound(consumer, streams.place(streamArn.slice(streamArn.lastIndexOf('/') + 1)))
    }
    const stream = scope.streamOf(input)
    const consumer = stream.consumers.get(name)
    if (!consumer) throw errors.consumerNotFound(name, streams.place(stream.name))
    return { stream, consumer }
  }

  return {
    RegisterStreamConsumer(input) {
      const stream = scope.streamOf(input)
      const name = text(input, 'ConsumerName')
      scope.demandActive(stream)
      if (stream.consumers.has(name)) throw errors.consumerExists(name, streams.place(stream.name))
      if (stream.consumers.size >= limits.CONSUMERS_MAX) {
        // Text not confirmed.
        throw errors.limitExceeded(
          `Stream ${stream.name} under account ${context.account.accountId} cannot have more than ${limits.CONSUMERS_MAX} consumers.`,
        )
      }
      if ('Tags' in input) throw errors.notSimulated('Tagging a consumer')
      const consumer = stream.register({
        name,
        arn: `${stream.arn}/consumer/${name}:${Math.floor(kernel.now / 1000)}`,
        createdAt: kernel.now,
      })
      return { Consumer: describeConsumer(consumer) }
    },

    DescribeStreamConsumer(input) {
      const { stream, consumer } = consumerOf(input)
      return { ConsumerDescription: { ...describeConsumer(consumer), StreamARN: stream.arn } }
    },

    ListStreamConsumers(input) {
      const stream = scope.streamOf(input)
      const token = text(input, 'NextToken')
      const state = token === '' ? { after: '' } : decodeToken(token)
      const after = state?.['after']
      if (typeof after !== 'string') throw errors.invalidToken()
      const limit = number(input, 'MaxResults', limits.LIST_CONSUMERS_DEFAULT)
      const rest = [...stream.consumers.values()]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .filter(({ name }) => name > after)
      const page = rest.slice(0, limit)
      const last = page.at(-1)
      return {
        Consumers: page.map(describeConsumer),
        ...(rest.length > limit && last && { NextToken: encodeToken({ after: last.name }) }),
      }
    },

    DeregisterStreamConsumer(input) {
      const { stream, consumer } = consumerOf(input)
      stream.deregister(consumer)
      return {}
    },

    SubscribeToShard() {
      throw errors.eventStreamsNotSimulated()
    },
  }
}

export const describeConsumer = ({ name, arn, status, createdAt }: Consumer): object => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: status,
  ConsumerCreationTimestamp: Math.floor(createdAt / 1000),
})
