/**
 * Events of type Kinesis and DynamoDB. Source: SAM specification, "Kinesis" and "DynamoDB";
 * samtranslator/model/eventsources/pull.py: managed policies, error text.
 */

import { isMapping } from '../../../cloud/aws/intrinsics'
import { destinationPolicy } from '../execution-role'
import { pick } from '../expansion'
import { STREAM_EVENT } from '../vocabulary/event-source-mapping'
import { required, TEXT, type Properties } from '../vocabulary/shapes'
import type { EventSource } from './event-source'

const properties: Properties = { Stream: required(TEXT), ...STREAM_EVENT }
const TAKEN_OVER = Object.keys(STREAM_EVENT).filter((name) => name !== 'DestinationConfig')

const streamEvent = (managedPolicy: string): EventSource => ({
  properties,
  expand({ id, functionId, values, path, findings }) {
    if (values['StartingPosition'] === undefined) {
      findings.error({
        code: 'invalid-event',
        message: `Event with id [${id}] is invalid. StartingPosition is required for Kinesis, DynamoDB and MSK.`,
        path,
        hint: 'TRIM_HORIZON begins with the oldest record that is there, LATEST with the next one.',
      })
      return { resources: [] }
    }
    const config = values['DestinationConfig']
    const onFailure = isMapping(config) && isMapping(config['OnFailure']) ? config['OnFailure'] : null
    const policy = onFailure && destinationPolicy(id, onFailure)
    return {
      managedPolicy,
      ...(policy && { policies: [policy] }),
      resources: [
        {
          logicalId: id,
          type: 'AWS::Lambda::EventSourceMapping',
          properties: {
            EventSourceArn: values['Stream'] ?? null,
            FunctionName: { Ref: functionId },
            ...pick(values, TAKEN_OVER),
            ...(onFailure && { DestinationConfig: { OnFailure: pick(onFailure, ['Destination']) } }),
          },
          dependsOn: [],
          origin: functionId,
          sources: [
            { prefix: [], source: path },
            { prefix: ['EventSourceArn'], source: [...path, 'Stream'] },
          ],
        },
      ],
    }
  },
})

export const kinesis = streamEvent('AWSLambdaKinesisExecutionRole')
export const dynamoDB = streamEvent('AWSLambdaDynamoDBExecutionRole')
