/** Amazon MQ's own API is not simulated: brokers come from the template. The host answers, and says so. */

import { AwsError } from '../../aws/aws-error'
import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'mq',
  protocol: 'rest-json',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.mq',
    version: '2017-11-27',
    operations: {},
    structures: {},
    errors: {},
  },
}

export const errors = {
  /** Ours: a client of the broker would not get a connection. */
  noSuchQueue: (key: string) => new AwsError('NotFoundException', 404, `There is no broker with the queue ${key}.`),
} as const
