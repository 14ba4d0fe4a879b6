/** Events of type SQS. Source: SAM specification, "SQS"; samtranslator/model/eventsources/pull.py. */

import { pick } from '../expansion'
import { required, TEXT, type Properties } from '../vocabulary/shapes'
import { SQS_MAPPING } from '../vocabulary/event-source-mapping'
import type { EventSource } from './event-source'

const properties: Properties = { Queue: required(TEXT), ...SQS_MAPPING }
const TAKEN_OVER = Object.keys(SQS_MAPPING).filter((name) => SQS_MAPPING[name]?.effect !== 'not-yet')

export const sqs: EventSource = {
  properties,
  expand: ({ id, functionId, values, path }) => ({
    managedPolicy: 'AWSLambdaSQSQueueExecutionRole',
    resources: [
      {
        logicalId: id,
        type: 'AWS::Lambda::EventSourceMapping',
        properties: {
          EventSourceArn: values['Queue'] ?? null,
          FunctionName: { Ref: functionId },
          ...pick(values, TAKEN_OVER),
        },
        dependsOn: [],
        origin: functionId,
        sources: [
          { prefix: [], source: path },
          { prefix: ['EventSourceArn'], source: [...path, 'Queue'] },
        ],
      },
    ],
  }),
}
