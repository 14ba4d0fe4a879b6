/** As much of JSON Schema (draft 7) as templates need, with what editors show beside it. */
export interface JsonSchema {
  $schema?: string
  $ref?: string
  title?: string
  definitions?: Record<string, JsonSchema>
  type?: string | readonly string[]
  enum?: readonly (string | number | boolean)[]
  default?: string | number | boolean
  /** Of an editor: what `enum`'s values mean, in their order. */
  markdownEnumDescriptions?: readonly string[]
  markdownDescription?: string
  description?: string
  properties?: Record<string, JsonSchema>
  patternProperties?: Record<string, JsonSchema>
  additionalProperties?: boolean | JsonSchema
  required?: readonly string[]
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  minProperties?: number
  maxProperties?: number
  pattern?: string
  maxLength?: number
  minimum?: number
  maximum?: number
  anyOf?: readonly JsonSchema[]
  allOf?: readonly JsonSchema[]
  if?: JsonSchema
  then?: JsonSchema
}
