/**
 * Queues of brokers as event sources of Lambda and as targets of what the page sends.
 * Shapes: Lambda Developer Guide, "Using Lambda with Amazon MQ". What the guide's examples leave open follows JMS and
 * AMQP: priorities, delivery modes.
 */

import type { Delivery, DeliveryTarget, PolledMessage, QueueSource } from '../contract'
import * as limits from './limits'
import { expiryOf, type BrokerQueue, type Brokers, type Message } from './state'
import { errors } from './wire'

export function createQueueSource(brokers: Brokers): QueueSource {
  return {
    filterKey: 'data',
    plainTextFilters: true,
    actions: ['mq:DescribeBroker'],
    needs: (key) => [{ action: 'mq:DescribeBroker', resource: brokers.brokerOf(key)?.arn ?? '*' }],
    onFailure: 'retry',
    exists: (key) => brokers.brokerOf(key) !== undefined,
    concurrency: (key) => limits.CONCURRENCY[brokers.brokerOf(key)?.engine ?? 'RABBITMQ'],
    event: (key, messages) => eventOf(brokers.queue(key), messages),
    onVisible: (key, listener) => brokers.queue(key)?.onMessage(listener) ?? (() => undefined),
    backlog: (key) => brokers.queue(key)?.waiting.length ?? 0,
    visibilityTimeout: () => Infinity,
    receive(key, { maximum }) {
      const queue = brokers.queue(key)
      return queue?.receive(maximum).map((message) => polled(queue, message)) ?? []
    },
    delete(key, ids) {
      for (const id of ids) brokers.queue(key)?.acknowledge(id)
    },
    release: (key, ids) => brokers.queue(key)?.release(ids),
  }
}

function eventOf(queue: BrokerQueue | undefined, messages: readonly PolledMessage[]): object {
  const records = messages.map(({ record }) => record)
  const eventSourceArn = queue?.broker.arn
  if (queue?.broker.engine === 'ACTIVEMQ') return { eventSource: 'aws:mq', eventSourceArn, messages: records }
  const name = `${queue?.name ?? ''}::${queue?.virtualHost ?? '/'}`
  return { eventSource: 'aws:rmq', eventSourceArn, rmqMessagesByQueue: { [name]: records } }
}

function polled(queue: BrokerQueue, message: Message): PolledMessage {
  const record = queue.broker.engine === 'ACTIVEMQ' ? jmsRecord(queue, message) : amqpRecord(message)
  return {
    id: message.id,
    receiptHandle: message.id,
    body: message.body,
    size: utf8.encode(JSON.stringify(record)).length + 1,
    groupId: null,
    heldUntil: expiryOf(message),
    record,
  }
}

function jmsRecord(queue: BrokerQueue, message: Message): object {
  const at = Math.floor(message.sentAt)
  return {
    messageID: message.id,
    messageType: 'jms/text-message',
    deliveryMode: limits.JMS_DELIVERY_MODE,
    replyTo: null,
    type: null,
    expiration: String(message.timeToLive ?? 0),
    priority: limits.JMS_PRIORITY,
    redelivered: message.redelivered,
    destination: { physicalName: queue.name },
    data: base64(message.body),
    timestamp: at,
    brokerInTime: at,
    brokerOutTime: Math.floor(queue.kernel.now),
    properties: message.headers,
  }
}

function amqpRecord(message: Message): object {
  return {
    basicProperties: {
      contentType: 'text/plain',
      contentEncoding: null,
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, { bytes: [...utf8.encode(value)] }]),
      ),
      deliveryMode: limits.AMQP_DELIVERY_MODE,
      priority: null,
      correlationId: null,
      replyTo: null,
      expiration: message.timeToLive === null ? null : String(message.timeToLive),
      messageId: message.id,
      timestamp: null,
      type: null,
      userId: null,
      appId: null,
      clusterId: null,
      bodySize: utf8.encode(message.body).length,
    },
    redelivered: message.redelivered,
    data: base64(message.body),
  }
}

/** Whoever sends needs the broker's user and password, not IAM; only the page does it here. */
export function createDeliveryTarget(brokers: Brokers): DeliveryTarget {
  return {
    access: (key) => ({ action: 'mq:DescribeBroker', resource: brokers.brokerOf(key)?.arn ?? '*' }),
    exists: (key) => brokers.queue(key) !== undefined,
    deliver(key, { body, headers = {}, timeToLive, caller }: Delivery) {
      const queue = brokers.queue(key)
      if (!queue) throw errors.noSuchQueue(key)
      return { id: queue.send(body, headers, timeToLive ?? null, caller.arn).id }
    },
  }
}

const utf8 = new TextEncoder()

function base64(text: string): string {
  let binary = ''
  for (const byte of utf8.encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
