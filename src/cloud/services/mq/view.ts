/** What the page's inspectors show of brokers and their queues. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { BrokerQueue, Brokers, Message } from './state'

/** Characters of a body in a table. */
const EXCERPT_MAX = 200

export function createViews(brokers: Brokers): readonly ResourceView[] {
  return brokers.all().map((broker) => {
    const queues = brokers.queuesOf(broker)
    return {
      arn: broker.arn,
      kind: broker.engine === 'ACTIVEMQ' ? 'ActiveMQ broker' : 'RabbitMQ broker',
      name: broker.name,
      facts: queues.map(({ name, key }) => ({ label: `Queue ${name}`, value: key })),
      tables: queues.map(tableOf),
    }
  })
}

function tableOf(queue: BrokerQueue): ResourceView['tables'][number] {
  const row = (state: string, { id, sentAt, body }: Message): readonly string[] => [
    id,
    isoTimestamp(sentAt),
    state,
    body.slice(0, EXCERPT_MAX),
  ]
  const rows = [
    ...queue.held.map((message) => row('held by a consumer', message)),
    ...queue.waiting.map((message) => row('waiting', message)),
  ]
  return {
    title: `Queue ${queue.name}`,
    columns: ['Message id', 'Sent', 'State', 'Body'],
    rows: rows.slice(0, VIEW_ROWS_MAX),
    total: rows.length,
  }
}
