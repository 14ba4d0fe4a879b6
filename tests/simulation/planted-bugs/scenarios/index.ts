import { durable } from './durable'
import { bucket, fifoTopic, rule, schedule, topic } from './fan-out'
import { asyncEvents, burst, calls, stampede } from './functions'
import { backlog, batches, duplicates, forgotten, messageGroup } from './queues'
import { bisecting, parallel, retries, steady, windows } from './streams'

export const SCENARIOS = {
  ...{ calls, asyncEvents, burst, stampede },
  ...{ batches, backlog, forgotten, messageGroup, duplicates },
  ...{ retries, bisecting, steady, parallel, windows },
  ...{ topic, fifoTopic, rule, schedule, bucket },
  durable,
}

export type ScenarioName = keyof typeof SCENARIOS
