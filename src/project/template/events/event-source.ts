/** What starts a function, as SAM has it: one file per type of event says which plain resources it stands for. */

import type { TemplateValue } from '../../../cloud/aws/template'
import type { TemplatePath } from '../document'
import type { Amendment, ExpandedResource, Values } from '../expansion'
import type { Findings } from '../findings'
import type { Properties } from '../vocabulary/shapes'

export interface FunctionEvent {
  /** Logical id that SAM builds on: function's and event's name together. */
  readonly id: string
  /** The event's name in `Events`. */
  readonly name: string
  /** Logical id of the function. */
  readonly functionId: string
  /** Its properties, checked against the vocabulary; required ones are there. */
  readonly values: Values
  /** Of `values` in the template. */
  readonly path: TemplatePath
  readonly findings: Findings
}

export interface EventExpansion {
  readonly resources: readonly ExpandedResource[]
  /** Changes to resources that the template has: an S3 event adds a notification to its bucket. */
  readonly amendments?: readonly Amendment[]
  /** Name of the AWS managed policy that SAM adds to the function's role: pollers need one. */
  readonly managedPolicy?: string
  /** Inline policies that SAM adds to the function's role, for a stream's destinations: `destinationPolicy`. */
  readonly policies?: readonly { readonly name: string; readonly document: TemplateValue }[]
}

export interface EventSource {
  readonly properties: Properties
  expand(event: FunctionEvent): EventExpansion
}

/** The permission that lets a service invoke the function: `<event>Permission`. */
export function permissionOf(event: FunctionEvent, principal: string, sourceArn: TemplateValue): ExpandedResource {
  return {
    logicalId: `${event.id}Permission`,
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: event.functionId },
      Principal: principal,
      SourceArn: sourceArn,
    },
    dependsOn: [],
    origin: event.functionId,
    sources: [{ prefix: [], source: event.path }],
  }
}
