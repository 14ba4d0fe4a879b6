/** util.parseArgs. */

import process from './process'
import { invalidArgumentType, invalidArgumentValue, nodeError } from './node-error'

interface Option {
  type: 'string' | 'boolean'
  short?: string
  multiple?: boolean
  default?: string | boolean | string[] | boolean[]
}

interface Configuration {
  args?: readonly string[]
  options?: Record<string, Option>
  strict?: boolean
  allowPositionals?: boolean
  allowNegative?: boolean
  tokens?: boolean
}

type Token =
  | { kind: 'option'; name: string; rawName: string; index: number; value?: string; inlineValue?: boolean }
  | { kind: 'positional'; index: number; value: string }
  | { kind: 'option-terminator'; index: number }

interface Result {
  values: Record<string, unknown>
  positionals: string[]
  tokens?: Token[]
}

export function parseArgs(configuration: Configuration = {}): Result {
  const { options = {}, strict = true, allowNegative = false } = configuration
  const { allowPositionals = !strict } = configuration
  checkOptions(options)
  const tokens = tokenize([...(configuration.args ?? process.argv.slice(2))], options)
  const values = Object.create(null) as Record<string, unknown>
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option') {
      const negated = allowNegative && negation(token, options)
      if (strict && !negated) checkToken(token, options, allowPositionals)
      if (negated) store(values, options, negated, false)
      else store(values, options, token.name, token.value ?? true)
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw unexpectedPositional(token.value)
      positionals.push(token.value)
    }
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.default !== undefined && !(name in values)) values[name] = option.default
  }
  return { values, positionals, ...(configuration.tokens ? { tokens } : {}) }
}

function checkOptions(options: Record<string, Option>): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.type !== 'string' && option.type !== 'boolean') {
      const expected =
        'one of type string|boolean. Received ' + (option.type === undefined ? 'undefined' : `'${String(option.type)}'`)
      throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "options.${name}.type" property must be ${expected}`)
    }
    if (option.short !== undefined && typeof option.short !== 'string') {
      throw invalidArgumentType(`options.${name}.short`, 'of type string', option.short)
    }
    if (option.short !== undefined && option.short.length !== 1) {
      throw invalidArgumentValue(`options.${name}.short`, `'${option.short}'`, 'must be a single character')
    }
  }
}

const longNameOf = (short: string, options: Record<string, Option>) =>
  Object.entries(options).find(([, option]) => option.short === short)?.[0] ?? short

const takesValue = (name: string, options: Record<string, Option>) =>
  Object.hasOwn(options, name) && options[name]?.type === 'string'

function tokenize(args: string[], options: Record<string, Option>): Token[] {
  const tokens: Token[] = []
  // Groups of short options are taken apart in place and keep the index of their group.
  const queue = args.map((text, index) => ({ text, index }))
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const { text, index } = entry
    const following = (name: string) => {
      const next = queue[0]
      return takesValue(name, options) && next !== undefined ? queue.shift()?.text : undefined
    }
    if (text === '--') {
      tokens.push({ kind: 'option-terminator', index })
      for (const rest of queue) tokens.push({ kind: 'positional', index: rest.index, value: rest.text })
      break
    }
    if (/^-[^-]$/.test(text)) {
      const name = longNameOf(text.slice(1), options)
      const value = following(name)
      tokens.push(option(name, text, index, value, value === undefined ? undefined : false))
    } else if (/^-[^-]./.test(text)) {
      const name = longNameOf(text.charAt(1), options)
      if (takesValue(name, options)) {
        tokens.push(option(name, text.slice(0, 2), index, text.slice(2), true))
      } else {
        queue.unshift({ text: text.slice(0, 2), index }, { text: `-${text.slice(2)}`, index })
      }
    } else if (/^--[^=]+=/.test(text)) {
      const equals = text.indexOf('=')
      tokens.push(option(text.slice(2, equals), text.slice(0, equals), index, text.slice(equals + 1), true))
    } else if (/^--./.test(text)) {
      const name = text.slice(2)
      const value = following(name)
      tokens.push(option(name, text, index, value, value === undefined ? undefined : false))
    } else {
      tokens.push({ kind: 'positional', index, value: text })
    }
  }
  return tokens
}

function option(name: string, rawName: string, index: number, value?: string, inlineValue?: boolean): Token {
  return { kind: 'option', name, rawName, index, value, inlineValue } as Token
}

/** The option that `--no-name` turns off. */
function negation(token: Extract<Token, { kind: 'option' }>, options: Record<string, Option>): string | false {
  const name = token.name.slice('no-'.length)
  return token.name.startsWith('no-') && options[name]?.type === 'boolean' && token.value === undefined && name
}

function checkToken(
  token: Extract<Token, { kind: 'option' }>,
  options: Record<string, Option>,
  allowPositionals: boolean,
): void {
  if (!Object.hasOwn(options, token.name)) {
    const hint = allowPositionals
      ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${JSON.stringify(token.rawName)}`
      : ''
    throw nodeError(TypeError, 'ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${token.rawName}'${hint}`)
  }
  const definition = options[token.name] as Option
  const shown = `${definition.short ? `-${definition.short}, ` : ''}--${token.name}`
  const fail = (message: string) => nodeError(TypeError, 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE', message)
  if (definition.type === 'string' && typeof token.value !== 'string')
    throw fail(`Option '${shown} <value>' argument missing`)
  if (definition.type === 'boolean' && token.value != null) throw fail(`Option '${shown}' does not take an argument`)
  if (token.inlineValue === false && token.value?.startsWith('-') && token.value.length > 1) {
    const example = token.rawName.startsWith('--')
      ? `'${token.rawName}=-XYZ'`
      : `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`
    throw fail(
      `Option '${token.rawName}' argument is ambiguous.\nDid you forget to specify the option argument for '${token.rawName}'?\nTo specify an option argument starting with a dash use ${example}.`,
    )
  }
}

function unexpectedPositional(value: string): Error {
  const message = `Unexpected argument '${value}'. This command does not take positional arguments`
  return nodeError(TypeError, 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL', message)
}

function store(values: Record<string, unknown>, options: Record<string, Option>, name: string, value: unknown): void {
  // An option called __proto__ must not reach a prototype.
  if (name === '__proto__') return
  if (options[name]?.multiple) {
    const all = (values[name] as unknown[] | undefined) ?? []
    all.push(value)
    values[name] = all
  } else {
    values[name] = value
  }
}
