/**
 * Events of type CloudWatchLogs: a subscription filter on a log group, which has to exist.
 * Source: SAM specification, "CloudWatchLogs"; samtranslator/model/eventsources/cloudwatchlogs.py.
 */

import { required, TEXT, type Properties } from '../vocabulary/shapes'
import { permissionOf, type EventSource } from './event-source'

const properties: Properties = { LogGroupName: required(TEXT), FilterPattern: required(TEXT) }

export const cloudWatchLogs: EventSource = {
  properties,
  expand(event) {
    const { LogGroupName: group = null, FilterPattern: pattern = null } = event.values
    const sourceArn = {
      'Fn::Sub': [
        'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*',
        { __LogGroupName__: group },
      ],
    }
    const permission = permissionOf(event, 'logs.amazonaws.com', sourceArn)
    const filter = {
      logicalId: event.id,
      type: 'AWS::Logs::SubscriptionFilter',
      properties: {
        LogGroupName: group,
        FilterPattern: pattern,
        DestinationArn: { 'Fn::GetAtt': [event.functionId, 'Arn'] },
      },
      dependsOn: [permission.logicalId],
      origin: event.functionId,
      sources: [{ prefix: [], source: event.path }],
    }
    return { resources: [permission, filter] }
  },
}
