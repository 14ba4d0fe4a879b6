/** One evaluation under way: what it asks, and what its intermediate values are. */

import type { TemplateValue } from '../template'
import { functionName, type Mapping, type Path } from './call'

/** What names stand for. `undefined` means unknown. May throw; the error passes through. */
export interface Lookup {
  /** A parameter, pseudo parameter (`AWS::Region`) or resource. `AWS::NoValue` is never asked for. */
  ref(name: string): TemplateValue | undefined
  attribute(logicalId: string, name: string): TemplateValue | undefined
  /** A named condition. Without it every condition is unknown. */
  condition?(name: string): boolean | undefined
  /** A value of the Mappings section. Without it every map is unknown. */
  mapping?(map: string, topKey: string, secondKey: string): TemplateValue | undefined
}

/** Stands for `{ Ref: AWS::NoValue }` until the property or entry that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue')
export type Reduced = TemplateValue | typeof NO_VALUE

export interface Run {
  readonly lookup: Lookup
  /** Whether the unknown is an error; otherwise it stays as it is. */
  readonly strict: boolean
  /** @param path of the value, from the one that the whole run is about */
  readonly reduce: (value: TemplateValue, path: Path) => Reduced
}

/** Still a function call, which only a run that is not strict leaves. */
export function isOpen(value: Reduced | undefined, { strict }: Run): value is Mapping {
  return !strict && value !== undefined && value !== NO_VALUE && functionName(value) !== null
}
