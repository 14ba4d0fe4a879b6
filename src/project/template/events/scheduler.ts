/**
 * Events of type ScheduleV2: a schedule, with a role of its own that may invoke the function.
 * Source: SAM specification; samtranslator/model/eventsources/scheduler.py, model/iam.py: logical ids, names, error text.
 */

import type { TemplateValue } from '../../../cloud/aws/template'
import { pick, type ExpandedResource } from '../expansion'
import { FLEXIBLE_TIME_WINDOW, SCHEDULE } from '../vocabulary/scheduler'
import { BOOLEAN, simulated, TEXT } from '../vocabulary/shapes'
import { DEAD_LETTERS, deadLettersOf, resource } from './eventbridge'
import type { EventSource, FunctionEvent } from './event-source'

const TAKEN_OVER = Object.keys(SCHEDULE).filter((name) => name !== 'Name')

export const scheduleV2: EventSource = {
  properties: {
    ...SCHEDULE,
    FlexibleTimeWindow: simulated(FLEXIBLE_TIME_WINDOW),
    Input: simulated(TEXT),
    RoleArn: simulated(TEXT),
    PermissionsBoundary: simulated(TEXT),
    OmitName: simulated(BOOLEAN),
    ...DEAD_LETTERS,
  },
  expand(event) {
    const { id, functionId, path, values } = event
    const functionArn = { 'Fn::GetAtt': [functionId, 'Arn'] }
    const deadLetters = deadLettersOf(event)
    const role = values['RoleArn'] === undefined ? roleOf(event, functionArn, deadLetters?.arn) : null
    const made: ExpandedResource = {
      ...resource(event, id, 'AWS::Scheduler::Schedule', {
        ...nameOf(event),
        ...pick(values, TAKEN_OVER),
        FlexibleTimeWindow: values['FlexibleTimeWindow'] ?? { Mode: 'OFF' },
        Target: {
          Arn: functionArn,
          RoleArn: values['RoleArn'] ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
          ...pick(values, ['Input']),
          ...(deadLetters && { DeadLetterConfig: { Arn: deadLetters.arn } }),
          ...pick(values, ['RetryPolicy']),
        },
      }),
      sources: [
        { prefix: [], source: path },
        { prefix: ['Target'], source: path },
      ],
    }
    return { resources: [made, ...(deadLetters?.queue ? [deadLetters.queue] : []), ...(role ? [role] : [])] }
  },
}

/** Without a name of its own a schedule is called as its event, unless it is to have none. */
function nameOf({ id, values, path, findings }: FunctionEvent): { readonly Name?: TemplateValue } {
  const omitted = values['OmitName'] === true || values['OmitName'] === 'true'
  if (!omitted) return { Name: values['Name'] ?? id }
  if (values['Name'] !== undefined) {
    findings.error({
      code: 'invalid-event',
      message: `Event with id [${id}] is invalid. Name cannot be set when OmitName is True`,
      path: [...path, 'Name'],
    })
  }
  return {}
}

function roleOf(event: FunctionEvent, functionArn: TemplateValue, deadLetterArn?: TemplateValue): ExpandedResource {
  const allowing = (name: string, action: string, target: TemplateValue): TemplateValue => ({
    PolicyName: `${event.id}${name}`,
    PolicyDocument: { Statement: [{ Action: action, Effect: 'Allow', Resource: target }] },
  })
  return resource(event, `${event.id}Role`, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['scheduler.amazonaws.com'] } }],
    },
    Policies: [
      allowing('LambdaPolicy', 'lambda:InvokeFunction', functionArn),
      ...(deadLetterArn === undefined ? [] : [allowing('SQSPolicy', 'sqs:SendMessage', deadLetterArn)]),
    ],
    ...pick(event.values, ['PermissionsBoundary']),
  })
}
