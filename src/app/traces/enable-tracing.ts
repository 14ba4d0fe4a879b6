/** Whether X-Ray traces a function, and how to have it do so: `Tracing: Active` in template.yaml. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { StackModel } from '../../cloud/aws/template'
import { TemplateDocument } from '../../project/template/document'
import { setValue, TemplateEditError } from '../../project/template/edit'
import { allSpans, type Span } from './span'

export interface Untraced {
  /** Logical id. */
  readonly name: string
  /** `sampled-out`: it is traced, and this was not among the sample. `found`: not of the template. */
  readonly why: 'off' | 'sampled-out' | 'found'
}

/** Functions of a trace of which X-Ray has nothing. */
export function untracedIn(root: Span, stack: StackModel | null): readonly Untraced[] {
  const untraced = new Map<string, Untraced>()
  for (const { kind, inXray, name, status } of allSpans(root)) {
    if (kind !== 'invocation' || inXray || status === 'open' || untraced.has(name)) continue
    const resource = stack?.resources.find(({ logicalId }) => logicalId === name)
    const config = resource?.properties['TracingConfig']
    const isActive = isMapping(config) && config['Mode'] === 'Active'
    untraced.set(name, { name, why: resource ? (isActive ? 'sampled-out' : 'off') : 'found' })
  }
  return [...untraced.values()]
}

/** @returns the template's new text @throws TemplateEditError */
export function enableTracing(text: string, logicalId: string): string {
  const { value } = new TemplateDocument(text, 'template.yaml')
  const resources = isMapping(value) ? value['Resources'] : undefined
  const resource = isMapping(resources) ? resources[logicalId] : undefined
  const type = isMapping(resource) ? resource['Type'] : undefined
  if (type === 'AWS::Serverless::Function') {
    return setValue(text, ['Resources', logicalId, 'Properties', 'Tracing'], 'Active')
  }
  if (type === 'AWS::Lambda::Function') {
    return setValue(text, ['Resources', logicalId, 'Properties', 'TracingConfig'], { Mode: 'Active' })
  }
  throw new TemplateEditError(`${logicalId} is no function of template.yaml.`)
}
