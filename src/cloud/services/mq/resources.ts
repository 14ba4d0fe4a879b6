/** AWS::AmazonMQ::Broker. Source: CloudFormation resource reference for Amazon MQ. */

import { formatArn } from '../../aws/arn'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { BROKER_NAME } from './limits'
import type { Broker, Brokers } from './state'

export function createResourceTypes(
  brokers: Brokers,
  { account, kernel }: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::AmazonMQ::Broker': {
      create(input) {
        const [name, engine] = [nameOf(input), engineOf(input)]
        if (brokers.all().some((broker) => broker.name === name)) {
          throw new ResourceError(`Broker with name [${name}] already exists`, ['BrokerName'])
        }
        const id = `b-${kernel.random('mq-brokers').uuid()}`
        const broker: Broker = { name, id, arn: formatArn('mq', account, `broker:${name}:${id}`), engine }
        brokers.add(broker)
        return handleOf(broker)
      },
      update(existing, input) {
        const broker = brokers.find(existing.arn)
        return broker?.name === nameOf(input) && broker.engine === engineOf(input) ? handleOf(broker) : null
      },
      delete: (existing) => brokers.remove(existing.arn),
    },
  }
}

function nameOf({ properties }: ResourceInput): string {
  const name = properties['BrokerName']
  if (typeof name === 'string' && BROKER_NAME.test(name)) return name
  throw new ResourceError('A broker’s name has 1 to 50 letters, digits, hyphens and underscores.', ['BrokerName'])
}

/** Upper or lower case. */
function engineOf({ properties }: ResourceInput): Broker['engine'] {
  const engine = String(properties['EngineType']).toUpperCase()
  if (engine === 'ACTIVEMQ' || engine === 'RABBITMQ') return engine
  throw new ResourceError('EngineType must be ACTIVEMQ or RABBITMQ.', ['EngineType'])
}

const handleOf = ({ id, arn }: Broker): ResourceHandle => ({
  physicalId: id,
  arn,
  ref: id,
  attributes: { Arn: arn, Id: id },
})
