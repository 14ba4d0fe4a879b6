/** A stack in a few words, for menus and graphs: what there is to send to, and what feeds what. */

import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { ExpandedResource } from './expansion'

export interface FunctionSummary {
  readonly logicalId: string
  readonly handler: string | null
  readonly runtime: string | null
}

export interface QueueSummary {
  readonly logicalId: string
  /** Logical id of the queue that takes what this one gives up on. */
  readonly deadLetterQueue: string | null
}

export interface MappingSummary {
  readonly logicalId: string
  /** Logical ids; null for what is not in this template. */
  readonly function: string | null
  readonly queue: string | null
}

export interface TemplateSummary {
  readonly functions: readonly FunctionSummary[]
  readonly queues: readonly QueueSummary[]
  readonly mappings: readonly MappingSummary[]
}

export const EMPTY_SUMMARY: TemplateSummary = { functions: [], queues: [], mappings: [] }

export function summarise(resources: readonly ExpandedResource[]): TemplateSummary {
  const ofType = (type: string): readonly ExpandedResource[] => resources.filter((resource) => resource.type === type)
  const aliases = new Map(
    ofType('AWS::Lambda::Alias').map(({ logicalId, properties }) => [logicalId, target(properties['FunctionName'])]),
  )
  const behindAlias = (logicalId: string | null): string | null => aliases.get(logicalId ?? '') ?? logicalId
  return {
    functions: ofType('AWS::Lambda::Function').map(({ logicalId, properties }) => ({
      logicalId,
      handler: text(properties['Handler']),
      runtime: text(properties['Runtime']),
    })),
    queues: ofType('AWS::SQS::Queue').map(({ logicalId, properties }) => {
      const policy = properties['RedrivePolicy']
      return { logicalId, deadLetterQueue: target(isMapping(policy) ? policy['deadLetterTargetArn'] : undefined) }
    }),
    mappings: ofType('AWS::Lambda::EventSourceMapping').map(({ logicalId, properties }) => ({
      logicalId,
      function: behindAlias(target(properties['FunctionName'])),
      queue: target(properties['EventSourceArn']),
    })),
  }
}

const text = (value: TemplateValue | undefined): string | null => (typeof value === 'string' ? value : null)

/** The resource that a Ref or Fn::GetAtt names. */
function target(value: TemplateValue | undefined): string | null {
  if (!isMapping(value)) return null
  const argument = value[functionName(value) ?? '']
  if (typeof argument === 'string') return argument
  return Array.isArray(argument) && typeof argument[0] === 'string' ? argument[0] : null
}
