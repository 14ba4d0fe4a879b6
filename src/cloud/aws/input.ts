/** Reading the members of an operation's input, once the constraints of its API hold. */

export type Input = Readonly<Record<string, unknown>>

/** Empty if it is not there. */
export const text = (input: Input, name: string): string => {
  const value = input[name]
  return typeof value === 'string' ? value : ''
}

/** Null if it is not there. */
export const optionalText = (input: Input, name: string): string | null => {
  const value = input[name]
  return typeof value === 'string' ? value : null
}

/** Undefined if it is not there or empty. */
export const filledText = (input: Input, name: string): string | undefined => text(input, name) || undefined

export const number = (input: Input, name: string, fallback: number): number => {
  const value = input[name]
  return typeof value === 'number' ? value : fallback
}

export const strings = (input: Input, name: string): readonly string[] => {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** Undefined if it is not there. */
export const optionalRecord = (input: Input, name: string): Input | undefined => {
  const value = input[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Input) : undefined
}

/** Empty if it is not there. */
export const record = (input: Input, name: string): Input => optionalRecord(input, name) ?? {}

export const records = (input: Input, name: string): readonly Input[] => {
  const value = input[name]
  return Array.isArray(value) ? (value as readonly Input[]) : []
}
