/** A source connected to a function: an event of the function in template.yaml. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { TemplateDocument } from '../../project/template/document'
import { setValue, TemplateEditError } from '../../project/template/edit'
import { attribute, ruleEvent, withEvent } from './additions'
import type { NodeKind } from './kinds'
import type { GraphNode } from './model'

const SOURCES: ReadonlySet<NodeKind> = new Set(['queue', 'stream', 'table', 'bucket', 'topic', 'bus'])

export const canFeed = ({ kind, resource }: GraphNode): boolean =>
  resource !== null && resource.logicalId === resource.origin && SOURCES.has(kind)
export const canBeFed = ({ kind, resource }: GraphNode): boolean =>
  kind === 'function' && resource?.logicalId === resource?.origin

/** @returns the template's new text @throws TemplateEditError */
export function connect(text: string, source: GraphNode, target: GraphNode): string {
  const resources = resourcesOf(text)
  const fn = resources[target.id]
  if (!canFeed(source) || !canBeFed(target)) throw new TemplateEditError(`${source.name} cannot feed ${target.name}.`)
  if (!isMapping(fn) || fn['Type'] !== 'AWS::Serverless::Function') {
    throw new TemplateEditError(`${target.name} is no AWS::Serverless::Function: SAM takes events of those only.`)
  }
  const properties = isMapping(fn['Properties']) ? fn['Properties'] : {}
  const events = isMapping(properties['Events']) ? properties['Events'] : {}
  const withStream = source.kind === 'table' ? streamOn(text, source, resources[source.id]) : text
  return withEvent(withStream, target.id, freeEvent(source.id, events), eventOf(source))
}

function eventOf({ id, kind }: GraphNode): TemplateValue {
  switch (kind) {
    case 'queue':
      return { Type: 'SQS', Properties: { Queue: attribute(id, 'Arn') } }
    case 'stream':
      return { Type: 'Kinesis', Properties: { Stream: attribute(id, 'Arn'), StartingPosition: 'TRIM_HORIZON' } }
    case 'table':
      return { Type: 'DynamoDB', Properties: { Stream: attribute(id, 'StreamArn'), StartingPosition: 'TRIM_HORIZON' } }
    case 'bucket':
      return { Type: 'S3', Properties: { Bucket: { Ref: id }, Events: 's3:ObjectCreated:*' } }
    case 'topic':
      return { Type: 'SNS', Properties: { Topic: { Ref: id } } }
    default:
      return ruleEvent(id)
  }
}

/** A table is read by its stream, which has to be on. */
function streamOn(text: string, { id, name }: GraphNode, table: TemplateValue | undefined): string {
  if (!isMapping(table) || table['Type'] !== 'AWS::DynamoDB::Table') {
    throw new TemplateEditError(`${name} has no stream: only an AWS::DynamoDB::Table can have one.`)
  }
  const properties = isMapping(table['Properties']) ? table['Properties'] : {}
  if (properties['StreamSpecification'] !== undefined) return text
  const specification = { StreamViewType: 'NEW_AND_OLD_IMAGES' }
  return setValue(text, ['Resources', id, 'Properties', 'StreamSpecification'], specification)
}

function resourcesOf(text: string): { readonly [name: string]: TemplateValue } {
  const { value } = new TemplateDocument(text, 'template.yaml')
  const resources = isMapping(value) ? value['Resources'] : undefined
  return isMapping(resources) ? resources : {}
}

function freeEvent(name: string, events: { readonly [name: string]: TemplateValue }): string {
  for (let number = 1; ; number++) {
    const event = number === 1 ? name : `${name}${number}`
    if (events[event] === undefined) return event
  }
}
