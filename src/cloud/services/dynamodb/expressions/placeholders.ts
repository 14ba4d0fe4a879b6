/** ExpressionAttributeNames and ExpressionAttributeValues of one request: which there are, and which were used. */

import { AwsError } from '../../../aws/aws-error'
import { readValue, type AttributeValue } from '../values'
import { errors } from '../wire'

type Input = Readonly<Record<string, unknown>>

const NAME = /^#[A-Za-z0-9_]+$/
const VALUE = /^:[A-Za-z0-9_]+$/

export class Placeholders {
  readonly #names: Readonly<Record<string, unknown>>
  readonly #values = new Map<string, AttributeValue>()
  readonly #unusedNames: Set<string>
  readonly #unusedValues: Set<string>

  /**
   * @param expressions name of each expression parameter that the request may have → its text, if it has it
   * @throws AwsError when placeholders are malformed, or there without an expression
   */
  constructor(input: Input, expressions: Readonly<Record<string, unknown>>) {
    const names = input['ExpressionAttributeNames'] as Input | undefined
    const values = input['ExpressionAttributeValues'] as Input | undefined
    const given = Object.values(expressions).some((expression) => expression !== undefined)
    if (names && !given)
      throw errors.validation('ExpressionAttributeNames can only be specified when using expressions')
    if (values && !given)
      throw errors.validation(
        `ExpressionAttributeValues can only be specified when using expressions: ${allNull(expressions)}`,
      )
    this.#names = names ?? {}
    this.#unusedNames = new Set(Object.keys(this.#names))
    this.#unusedValues = new Set(Object.keys(values ?? {}))
    if (names) this.#checkNames()
    if (values) this.#readValues(values)
  }

  #checkNames(): void {
    if (this.#unusedNames.size === 0) throw errors.validation('ExpressionAttributeNames must not be empty')
    for (const key of this.#unusedNames) {
      if (!NAME.test(key)) {
        throw errors.validation(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`)
      }
    }
  }

  #readValues(values: Input): void {
    if (this.#unusedValues.size === 0) throw errors.validation('ExpressionAttributeValues must not be empty')
    for (const key of this.#unusedValues) {
      if (!VALUE.test(key)) {
        throw errors.validation(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`)
      }
    }
    for (const key of this.#unusedValues) {
      try {
        this.#values.set(key, readValue(values[key]))
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error
        throw errors.validation(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`)
      }
    }
  }

  /** @throws AwsError when it is not defined */
  name(parameter: string, placeholder: string): string {
    this.#unusedNames.delete(placeholder)
    if (!Object.hasOwn(this.#names, placeholder)) {
      throw errors.invalidExpression(
        parameter,
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      )
    }
    return String(this.#names[placeholder])
  }

  /** @throws AwsError when it is not defined */
  value(parameter: string, placeholder: string): AttributeValue {
    this.#unusedValues.delete(placeholder)
    const value = this.#values.get(placeholder)
    if (!value) {
      throw errors.invalidExpression(
        parameter,
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      )
    }
    return value
  }

  /** To be called when all expressions have been read. @throws AwsError */
  checkAllUsed(): void {
    const check = (what: string, unused: ReadonlySet<string>): void => {
      if (unused.size === 0) return
      throw errors.validation(
        `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${[...unused].join(', ')}}`,
      )
    }
    check('Names', this.#unusedNames)
    check('Values', this.#unusedValues)
  }
}

/** `ConditionExpression is null`, `FilterExpression and KeyConditionExpression are null`: of those that take values. */
function allNull(expressions: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(expressions).filter((name) => name !== 'ProjectionExpression')
  const last = names.pop() ?? ''
  return names.length === 0 ? `${last} is null` : `${names.join(', ')} and ${last} are null`
}
