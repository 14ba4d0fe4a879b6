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
  /**
   * `none`: accepted; on AWS, too, it changes nothing that one could observe. `kept`: given back by the service, but what
   * AWS does with it does not happen here. `not-yet`: AWS would act on it, and here it is not even kept.
   */
  readonly effect: 'simulated' | 'none' | 'kept' | 'not-yet'
  /** Of what is kept: why it has no effect, as the end of a sentence. */
  readonly reason?: string
  /** Values of what is kept that ask for no more than what happens here anyway. */
  readonly harmless?: readonly (string | number | boolean)[]
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
/** The reason for settings of encryption: keys are neither used nor asked for permission. */
export const NOT_ENCRYPTED = 'nothing is encrypted'

/** @param harmless values that ask for no more than what happens here anyway */
export const kept = (names: string, reason: string, ...harmless: readonly (string | number | boolean)[]): Properties =>
  Object.fromEntries(names.split(' ').map((name) => [name, keptAs(ANYTHING, reason, ...harmless)]))
export const keptAs = (
  shape: Shape,
  reason: string,
  ...harmless: readonly (string | number | boolean)[]
): Property => ({ shape, required: false, effect: 'kept', reason, harmless })
export const notYet = (names: string): Properties => withEffect('not-yet', names)
