/** The words of the vocabulary: what a property is, and whether anything here acts on it. */

/** What a value has to be. Numbers without another note: as the name of their property says. */
export type Shape =
  | {
      readonly kind: 'text'
      readonly pattern?: RegExp
      readonly maximumLength?: number
      readonly oneOf?: readonly string[]
    }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape; readonly maximumLength?: number }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'object'; readonly properties: Readonly<Record<string, Property>> }
  | { readonly kind: 'anything' }

export interface Property {
  readonly shape: Shape
  readonly required: boolean
  /** `none`: accepted, and changes nothing that one could observe here. `not-yet`: AWS would act on it. */
  readonly effect: 'simulated' | 'none' | 'not-yet'
}

export interface ResourceVocabulary {
  readonly properties: Readonly<Record<string, Property>>
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[]
}

export type Properties = Readonly<Record<string, Property>>

export const ANYTHING: Shape = { kind: 'anything' }
export const BOOLEAN: Shape = { kind: 'boolean' }
export const TEXT: Shape = { kind: 'text' }
export const integer = (minimum: number, maximum: number): Shape => ({ kind: 'integer', minimum, maximum })
export const oneOf = (...values: string[]): Shape => ({ kind: 'text', oneOf: values })
export const listOf = (of: Shape, maximumLength?: number): Shape => ({
  kind: 'list',
  of,
  ...(maximumLength !== undefined && { maximumLength }),
})
export const object = (properties: Properties): Shape => ({ kind: 'object', properties })

export const simulated = (shape: Shape): Property => ({ shape, required: false, effect: 'simulated' })
export const required = (shape: Shape): Property => ({ shape, required: true, effect: 'simulated' })
export const withEffect = (effect: Property['effect'], names: string): Properties =>
  Object.fromEntries(names.split(' ').map((name) => [name, { shape: ANYTHING, required: false, effect }]))
export const accepted = (names: string): Properties => withEffect('none', names)
export const notYet = (names: string): Properties => withEffect('not-yet', names)
