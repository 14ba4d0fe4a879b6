/**
 * Mapping templates: Velocity with `$input`, `$context`, `$stageVariables` and `$util`.
 * Source: API Gateway Developer Guide, "Variables for data transformations for API Gateway".
 */

import { render } from 'velocityjs'
import { bytesOf, fromBase64, textOf, toBase64 } from '../../http/bytes'
import { valueAt, type Json } from './json-path'
import { callMethod, javaValue } from './velocity-methods'

/** A template that cannot be rendered. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

export interface TemplateInput {
  /** Of the request, or of the integration's response. */
  readonly body: string
  readonly params: {
    readonly path: Readonly<Record<string, string>>
    readonly querystring: Readonly<Record<string, string>>
    readonly header: Readonly<Record<string, string>>
  }
  /** `$context` */
  readonly context: object
  readonly stageVariables: Readonly<Record<string, string>>
}

export interface Rendered {
  readonly text: string
  /** `$context.responseOverride.status`, within 100 to 599; null without one. */
  readonly status: number | null
  /** `$context.responseOverride.header` */
  readonly headers: Readonly<Record<string, string>>
}

/** Objects of ours, whose functions templates may call. */
const TOOLS = new WeakSet()

const tool = <Tool extends object>(functions: Tool): Tool => {
  TOOLS.add(functions)
  return functions
}

/** @throws TemplateError */
export function renderTemplate(template: string, input: TemplateInput): Rendered {
  const override: { status?: unknown; header: Record<string, unknown> } = { header: {} }
  const requestOverride = { header: {}, path: {}, querystring: {} }
  const context = javaValue({ ...(input.context as Json & object) }) as Record<string, unknown>
  Object.assign(context, { responseOverride: override, requestOverride })
  const variables = {
    input: inputTool(input),
    util: UTIL,
    context,
    stageVariables: javaValue(input.stageVariables),
  }
  let text: string
  try {
    text = render(template, variables, undefined, {
      escape: false,
      customMethodHandlers: [
        {
          uid: 'java',
          match: () => true,
          resolve: ({ property, context: target, params }) => methodOf(target, property, params),
        },
      ],
    })
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error))
  }
  const status = Number(override.status)
  return {
    text,
    status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : null,
    headers: Object.fromEntries(Object.entries(override.header).map(([name, value]) => [name, String(value)])),
  }
}

function methodOf(target: unknown, name: string, args: readonly unknown[]): unknown {
  if (typeof target !== 'object' || target === null || !TOOLS.has(target)) return callMethod(target, name, args)
  const functions = target as Readonly<Record<string, unknown>>
  const method = Object.hasOwn(functions, name) ? functions[name] : undefined
  return typeof method === 'function' ? (method as (...args: readonly unknown[]) => unknown)(...args) : undefined
}

function inputTool({ body, params }: TemplateInput): object {
  const whole = jsonOf(body)
  const { path, querystring, header } = params
  const insensitive = (name: string): string | undefined =>
    Object.entries(header).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return tool({
    body,
    path: (expression: unknown) => javaValue(valueAt(whole, String(expression)) ?? ''),
    json: (expression: unknown) => JSON.stringify(valueAt(whole, String(expression)) ?? ''),
    /** All of them, or one: of the path, the query string, the headers, in this order. */
    params: (name?: unknown) =>
      name === undefined
        ? javaValue({ path, querystring, header })
        : (path[String(name)] ?? querystring[String(name)] ?? insensitive(String(name)) ?? ''),
  })
}

/** An empty body counts as an empty object. */
function jsonOf(body: string): Json | undefined {
  if (body.trim() === '') return {}
  try {
    return JSON.parse(body) as Json
  } catch {
    return body
  }
}

const UTIL = tool({
  escapeJavaScript: (value: unknown) => escapeJavaScript(String(value)),
  parseJson(value: unknown) {
    try {
      return javaValue(JSON.parse(String(value)) as Json)
    } catch {
      throw new TemplateError('$util.parseJson: no JSON')
    }
  },
  urlEncode: (value: unknown) => encodeURIComponent(String(value)).replaceAll('%20', '+'),
  urlDecode: (value: unknown) => decodeURIComponent(String(value).replaceAll('+', ' ')),
  base64Encode: (value: unknown) => toBase64(bytesOf(String(value))),
  base64Decode: (value: unknown) => textOf(fromBase64(String(value)) ?? ''),
})

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
}

const escapeJavaScript = (text: string): string =>
  [...text]
    .map((character) => {
      const known = ESCAPES[character]
      if (known !== undefined) return known
      if (character >= ' ' && character <= '~') return character
      return [...Array(character.length).keys()]
        .map((index) => `\\u${character.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}`)
        .join('')
    })
    .join('')
