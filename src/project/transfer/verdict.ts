/** What of a template nothing here can run. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { ProjectFiles } from '../model'
import { readTemplate } from '../template'
import { TemplateDocument } from '../template/document'
import { valueAt } from '../template/values'
import { SIMULATED_RUNTIMES } from '../template/vocabulary'

export interface CannotRun {
  readonly logicalId: string
  readonly why: string
}

const FUNCTION_TYPES: readonly unknown[] = ['AWS::Serverless::Function', 'AWS::Lambda::Function']

export function cannotRun(files: ProjectFiles): readonly CannotRun[] {
  const { value } = new TemplateDocument(files['template.yaml'] ?? '', 'template.yaml')
  const { functions } = readTemplate(files['template.yaml'] ?? '').summary
  const resources = valueAt(value, ['Resources'])
  return Object.entries(isMapping(resources) ? resources : {}).flatMap(([logicalId, resource]) => {
    if (!isMapping(resource) || !FUNCTION_TYPES.includes(resource['Type'])) return []
    const packageType =
      valueAt(resource, ['Properties', 'PackageType']) ?? valueAt(value, ['Globals', 'Function', 'PackageType'])
    if (packageType === 'Image') return [{ logicalId, why: 'it is a container image' }]
    const runtime =
      functions.find((one) => one.logicalId === logicalId)?.runtime ??
      valueAt(resource, ['Properties', 'Runtime']) ??
      valueAt(value, ['Globals', 'Function', 'Runtime'])
    if (typeof runtime !== 'string' || SIMULATED_RUNTIMES.includes(runtime)) return []
    return [{ logicalId, why: `its runtime is ${runtime}; here are ${SIMULATED_RUNTIMES.join(', ')}` }]
  })
}
