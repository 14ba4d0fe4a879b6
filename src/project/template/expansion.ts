/** A resource of the template on its way to CloudFormation's. */

import type { StackResource, TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'

export type Values = Readonly<Record<string, TemplateValue>>

/** A resource as the template has it: globals merged in, parameters and conditions resolved. */
export interface SourceResource {
  readonly logicalId: string
  readonly type: string
  readonly properties: Values
  readonly metadata: Values
  readonly dependsOn: readonly string[]
  /** Embedded connectors by name. */
  readonly connectors: Values
}

/** A CloudFormation resource that knows where its parts come from. */
export interface ExpandedResource extends StackResource {
  /** Prefix of a path within `properties` → the path in the template that it was made from. The longest prefix counts. */
  readonly sources: readonly { readonly prefix: TemplatePath; readonly source: TemplatePath }[]
}

/** What a SAM resource comes to. */
export interface Expansion {
  readonly resources: readonly ExpandedResource[]
  readonly amendments: readonly Amendment[]
}

/** A change to a resource that the template has itself. */
export interface Amendment {
  readonly logicalId: string
  amend(resource: ExpandedResource): ExpandedResource
}

/** @returns the path in the template that a property of the expanded resource was made from */
export function sourceOf(resource: ExpandedResource, path: TemplatePath): TemplatePath {
  let best: ExpandedResource['sources'][number] | null = null
  for (const entry of resource.sources) {
    const fits = entry.prefix.every((step, index) => step === path[index])
    if (fits && (best === null || entry.prefix.length >= best.prefix.length)) best = entry
  }
  return best ? [...best.source, ...path.slice(best.prefix.length)] : ['Resources', resource.origin]
}

export const propertiesPath = (logicalId: string): TemplatePath => ['Resources', logicalId, 'Properties']

/** The entries of `values` with these names, in this order. */
export function pick(values: Values, names: readonly string[]): Record<string, TemplateValue> {
  const picked: Record<string, TemplateValue> = {}
  for (const name of names) {
    const value = values[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
