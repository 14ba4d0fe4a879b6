/** Small templates, and looking into what was read. */

import type { StackResource } from '../../../../src/cloud/aws/template'
import type { Diagnostic } from '../../../../src/project/model'
import type { TemplateReading } from '../../../../src/project/template'

/** @param resources YAML of the Resources section, indented by two */
export const serverless = (resources: string): string =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n${resources.replace(/^\n/, '')}`

export const resourceOf = (reading: TemplateReading, logicalId: string): StackResource | undefined =>
  reading.stack?.resources.find((resource) => resource.logicalId === logicalId)

export const properties = (reading: TemplateReading, logicalId: string): StackResource['properties'] | undefined =>
  resourceOf(reading, logicalId)?.properties

export const types = (reading: TemplateReading): Record<string, string> =>
  Object.fromEntries((reading.stack?.resources ?? []).map(({ logicalId, type }) => [logicalId, type]))

/** What a diagnostic points at. */
export function marked(text: string, { range }: Pick<Diagnostic, 'range'>): string | null {
  if (!range) return null
  const lines = text.split('\n').slice(range.startLine - 1, range.endLine)
  const last = lines.length - 1
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? range.startColumn - 1 : 0, index === last ? range.endColumn - 1 : undefined),
    )
    .join('\n')
}
