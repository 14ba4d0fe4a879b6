/**
 * Events of type S3: SAM adds them to the bucket, which has to be in the same template.
 * Source: SAM specification, "S3"; samtranslator/model/eventsources/push.py, error text from there.
 */

import { isMapping } from '../../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../../cloud/aws/template'
import type { Amendment, ExpandedResource, Values } from '../expansion'
import { S3_EVENT_FILTER } from '../vocabulary/s3'
import { ANYTHING, required, type Properties } from '../vocabulary/shapes'
import type { EventSource, FunctionEvent } from './event-source'

const properties: Properties = {
  Bucket: required(ANYTHING),
  // One event or several.
  Events: required(ANYTHING),
  Filter: S3_EVENT_FILTER,
}

const BUCKET = 'AWS::S3::Bucket'

export const s3: EventSource = {
  properties,
  expand(event) {
    const bucket = event.values['Bucket']
    const logicalId = isMapping(bucket) ? bucket['Ref'] : undefined
    if (typeof logicalId !== 'string') {
      refuseBucket(event)
      return { resources: [] }
    }
    const permission = permissionOfAccount(event)
    return { resources: [permission], amendments: [notificationOf(event, logicalId, permission.logicalId)] }
  },
}

function refuseBucket({ id, path, findings }: FunctionEvent): void {
  const message = `Event with id [${id}] is invalid. S3 events must reference an S3 bucket in the same template.`
  findings.error({ code: 'invalid-event', message, path: [...path, 'Bucket'], hint: 'Write Bucket: !Ref YourBucket' })
}

/** Any bucket of the account: with the bucket's ARN function and bucket would depend on each other. */
function permissionOfAccount({ id, functionId, path }: FunctionEvent): ExpandedResource {
  return {
    logicalId: `${id}Permission`,
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: functionId },
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    },
    dependsOn: [],
    origin: functionId,
    sources: [{ prefix: [], source: path }],
  }
}

function notificationOf(event: FunctionEvent, logicalId: string, permissionId: string): Amendment {
  return {
    logicalId,
    amend(resource) {
      if (resource.type !== BUCKET) {
        refuseBucket(event)
        return resource
      }
      const before = mappingOf(resource.properties['NotificationConfiguration'])
      const configurations = listOf(before['LambdaConfigurations'])
      const { Events: events, Filter: filter } = event.values
      const added = listOf(events).map((name) => ({
        Event: name,
        Function: { 'Fn::GetAtt': [event.functionId, 'Arn'] },
        ...(filter !== undefined && { Filter: filter }),
      }))
      const first = configurations.length
      return {
        ...resource,
        properties: {
          ...resource.properties,
          NotificationConfiguration: { ...before, LambdaConfigurations: [...configurations, ...added] },
        },
        dependsOn: [...resource.dependsOn, permissionId],
        sources: [
          ...resource.sources,
          ...added.map((_, index) => ({
            prefix: ['NotificationConfiguration', 'LambdaConfigurations', first + index],
            source: event.path,
          })),
        ],
      }
    },
  }
}

const mappingOf = (value: TemplateValue | undefined): Values => (isMapping(value) ? value : {})

const listOf = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly TemplateValue[]) : [value]
