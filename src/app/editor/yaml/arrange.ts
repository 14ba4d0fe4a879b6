/** The order of a list of properties: first what must be there, last what has no effect here. */

import type { languages } from 'monaco-editor/editor'
import { NO_EFFECT, REQUIRED } from '../../../project/template/schema'

/** Types that most templates are made of. */
const USUAL_TYPES = [
  'AWS::Serverless::Function',
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::SNS::Topic',
  'AWS::S3::Bucket',
  'AWS::Serverless::HttpApi',
  'AWS::Events::Rule',
  'AWS::Kinesis::Stream',
]

export function arranged(suggestions: readonly languages.CompletionItem[]): languages.CompletionItem[] {
  return suggestions.flatMap((one) => {
    const label = typeof one.label === 'string' ? one.label : one.label.label
    // Short forms come with their arguments, from `references.ts`.
    if (label.startsWith('!')) return []
    // Whole objects by the name of their schema say nothing to anybody.
    if (label.startsWith('object(') || (/^AWS::/.test(label) && one.insertText.includes('\n'))) return []
    const text = typeof one.documentation === 'string' ? one.documentation : (one.documentation?.value ?? '')
    const rank = text.includes(REQUIRED) ? 0 : text.includes(NO_EFFECT) ? 2 : 1
    const usual = USUAL_TYPES.indexOf(label)
    return { ...one, sortText: usual < 0 ? `${rank}${label}` : `0${usual}`, ...(rank === 0 && { detail: 'required' }) }
  })
}
