/** From a pattern's text to what it demands: names, `$or`, and the operators of a field's array. */

import { foldCase, isComparable, type Alternative, type Bound } from './alternatives'
import { parseAddress, parseCidr } from './ip-address'
import { PatternError, TokenReader, type Token } from './tokens'
import { parseWildcard, type WildcardPieces } from './wildcard'

/** Whose patterns: of EventBridge's rules, or of event source mappings and SNS subscriptions, which know fewer operators. */
export type Dialect = 'eventbridge' | 'event-source-mapping' | 'sns'

/**
 * One way to satisfy a pattern: every field must accept. Keys are paths joined with dots, which is why `{"a.b": […]}` and
 * `{"a": {"b": […]}}` are the same. A pattern without `$or` has one branch.
 */
export type Branch = ReadonlyMap<string, readonly Alternative[]>

/** EventBridge Guide, "Comparison operators", `$or`: at most 1,000 combinations. */
const BRANCHES_MAX = 1000

/** Names that mean operators and cannot be fields below `$or`; the last two lines are reserved for operators to come. */
const RESERVED_BELOW_OR: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>='],
  ...['regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before'],
  ...['date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
])

/** @throws PatternError for the first problem in reading order */
export function parsePattern(source: string, dialect: Dialect): readonly Branch[] {
  const reader = new TokenReader(source)
  if (reader.next() !== 'object') reader.fail('Filter is not an object')
  const branches = parseFields(reader, dialect, [new Map()], [], false)
  // AWS's parser stops at the closing brace; whether something else looks at what follows is not known. We refuse it.
  if (reader.next() !== 'end') reader.fail('Filter is not an object')
  return branches
}

type Branches = readonly Map<string, readonly Alternative[]>[]

/** Reads up to the closing brace. @param below whether some `$or` is further out */
function parseFields(
  reader: TokenReader,
  dialect: Dialect,
  before: Branches,
  path: readonly string[],
  below: boolean,
): Branches {
  let branches = before
  let isEmpty = true
  while (reader.next() !== 'end-object') {
    isEmpty = false
    const { name } = reader
    if (name === '$or') {
      branches = parseOr(reader, dialect, branches, path)
      continue
    }
    if (below && RESERVED_BELOW_OR.has(name)) {
      reader.fail(`${name} is Ruler reserved fieldName which cannot be used inside $or.`)
    }
    const token = reader.next()
    if (token === 'object') {
      branches = parseFields(reader, dialect, branches, [...path, name], below)
    } else if (token === 'array') {
      const alternatives = parseAlternatives(reader, dialect)
      // A path that comes twice, by a repeated key or beside a `$or`, counts as written last (recorded).
      for (const branch of branches) branch.set([...path, name].join('.'), alternatives)
    } else {
      reader.fail(`"${name}" must be an object or an array`)
    }
  }
  if (isEmpty) reader.fail('Empty objects are not allowed')
  return branches
}

/** Multiplies the branches: each object of the array continues each branch so far. */
function parseOr(reader: TokenReader, dialect: Dialect, before: Branches, path: readonly string[]): Branches {
  if (reader.next() !== 'array') reader.fail('It must be an Array followed with $or.')
  const branches: Map<string, readonly Alternative[]>[] = []
  let count = 0
  for (let token = reader.next(); token !== 'end-array'; token = reader.next()) {
    if (token !== 'object') reader.fail('Only JSON object is allowed in array of $or relationship.')
    count += 1
    const copies = before.map((branch) => new Map(branch))
    branches.push(...parseFields(reader, dialect, copies, path, true))
    // AWS's text for this is not recorded (unverified).
    if (branches.length > BRANCHES_MAX)
      reader.fail(`Rule is too complex - $or has more than ${BRANCHES_MAX} combinations`)
  }
  if (count < 2) reader.fail('There must have at least 2 Objects in $or relationship.')
  return branches
}

/** The array of a field: at least one value or operator, of which one must accept. */
function parseAlternatives(reader: TokenReader, dialect: Dialect): readonly Alternative[] {
  const alternatives: Alternative[] = []
  for (let token = reader.next(); token !== 'end-array'; token = reader.next()) {
    alternatives.push(parseAlternative(reader, dialect, token))
  }
  if (alternatives.length === 0) reader.fail('Empty arrays are not allowed')
  return alternatives
}

function parseAlternative(reader: TokenReader, dialect: Dialect, token: Token): Alternative {
  switch (token) {
    case 'object':
      return parseOperator(reader, dialect)
    case 'string': {
      // An address equals the same address written differently.
      const address = parseAddress(reader.text)
      if (address) return { kind: 'addresses', range: { bottom: address, top: address } }
      return { kind: 'exactly', value: reader.text }
    }
    case 'number':
      return { kind: 'exactly', value: Number(reader.text) }
    case 'true':
    case 'false':
      return { kind: 'exactly', value: token === 'true' }
    case 'null':
      return { kind: 'exactly', value: null }
    default:
      return reader.fail('Match value must be String, number, true, false, or null')
  }
}

/** Reads `{"operator": …}` from after its opening brace to its closing brace. */
function parseOperator(reader: TokenReader, dialect: Dialect): Alternative {
  if (reader.next() !== 'name') reader.fail('Match expression name not found')
  const { name } = reader
  const isEventBridge = dialect === 'eventbridge'
  switch (name) {
    case 'prefix':
    case 'suffix': {
      if (reader.next() !== 'object' || !isEventBridge) return closing(reader, parseText(reader, name, name))
      if (reader.next() !== 'name') reader.fail(`${name === 'prefix' ? 'Prefix' : 'Suffix'} expression name not found`)
      if (reader.name !== 'equals-ignore-case') reader.fail(`Unsupported ${name} pattern: ${reader.name}`)
      reader.next()
      const folded = parseText(reader, name, 'equals-ignore-case', true)
      closeOperator(reader)
      return closing(reader, folded)
    }
    case 'equals-ignore-case':
      reader.next()
      return closing(reader, parseText(reader, 'equals', name, true))
    case 'anything-but':
      return parseAnythingBut(reader, dialect)
    case 'numeric':
      return closing(reader, parseNumeric(reader, dialect), TOO_MANY_ELEMENTS)
    case 'exists': {
      const token = reader.next()
      if (token !== 'true' && token !== 'false') reader.fail('exists match pattern must be either true or false.')
      return closing(reader, { kind: 'exists', expected: token === 'true' })
    }
  }
  if (isEventBridge) {
    switch (name) {
      case 'exactly':
        reader.next()
        return closing(reader, parseText(reader, 'equals', 'exact'))
      case 'wildcard': {
        if (reader.next() !== 'string') reader.fail('wildcard match pattern must be a string')
        return closing(reader, { kind: 'wildcard', pieces: wildcardPieces(reader, reader.text) })
      }
    }
  }
  if (name === 'cidr' && dialect !== 'event-source-mapping') {
    // AWS says prefix here, too (recorded).
    if (reader.next() !== 'string') reader.fail('prefix match pattern must be a string')
    const range = parseCidr(reader.text)
    if (typeof range === 'string') throw new PatternError(range, '')
    return closing(reader, { kind: 'addresses', range })
  }
  return reader.fail(`Unrecognized match type ${name}`)
}

const ONE_KEY = 'Only one key allowed in match expression'
const TOO_MANY_ELEMENTS = 'Too many elements in numeric expression'

function closeOperator(reader: TokenReader, otherwise = ONE_KEY): void {
  if (reader.next() !== 'end-object') reader.fail(otherwise)
}

function closing(reader: TokenReader, alternative: Alternative, otherwise = ONE_KEY): Alternative {
  closeOperator(reader, otherwise)
  return alternative
}

/** The current token as the text of a string operator. @param label the operator's name in AWS's refusal */
function parseText(
  reader: TokenReader,
  kind: 'equals' | 'prefix' | 'suffix',
  label: string,
  ignoreCase = false,
): Alternative {
  if (!reader.stands('string')) reader.fail(`${label} match pattern must be a string`)
  return { kind, text: ignoreCase ? foldCase(reader.text) : reader.text, ignoreCase }
}

function wildcardPieces(reader: TokenReader, text: string): WildcardPieces {
  const pieces = parseWildcard(text)
  if (!('reason' in pieces)) return pieces
  return pieces.placed ? reader.fail(pieces.reason) : refuseUnplaced(pieces.reason)
}

function refuseUnplaced(reason: string): never {
  throw new PatternError(reason, '')
}

/** Reads `["<", 5]`, `[">=", 0, "<", 10]`: one bound, or a lower and then an upper one. */
function parseNumeric(reader: TokenReader, dialect: Dialect): Alternative {
  if (reader.next() !== 'array') reader.fail('Value of numeric must be an array.')
  if (reader.next() !== 'string') reader.fail(`Invalid member in numeric match: ${reader.text}`)
  const operator = reader.text
  if (!['=', '<', '<=', '>', '>='].includes(operator)) {
    reader.next()
    reader.fail(`Unrecognized numeric range operator: ${operator}`)
  }
  const first = parseBound(reader, operator, operator === '=' ? 'equals' : operator)
  const token = reader.next()
  if (operator === '>' || operator === '>=') {
    return {
      kind: 'numeric',
      lower: first,
      upper: token === 'end-array' ? null : parseUpperBound(reader, token, dialect === 'sns' ? first.value : -Infinity),
    }
  }
  if (token !== 'end-array') reader.fail(TOO_MANY_ELEMENTS)
  return { kind: 'numeric', lower: operator === '=' ? first : null, upper: first }
}

/** @param bottom what the bound must exceed; SNS refuses an empty range when the policy is set (recorded) */
function parseUpperBound(reader: TokenReader, token: Token, bottom: number): Bound {
  if (token !== 'string') reader.fail(`Bad value in numeric range: ${reader.text}`)
  const operator = reader.text
  if (operator !== '<' && operator !== '<=') reader.fail(`Bad numeric range operator: ${operator}`)
  const bound = parseBound(reader, operator, operator)
  if (reader.next() !== 'end-array') reader.fail('Too many terms in numeric range expression')
  if (bound.value <= bottom) reader.fail('Bottom must be less than top')
  return bound
}

function parseBound(reader: TokenReader, operator: string, label: string): Bound {
  if (reader.next() !== 'number') reader.fail(`Value of ${label} must be numeric`)
  return { value: comparable(reader), inclusive: operator.endsWith('=') }
}

function comparable(reader: TokenReader): number {
  const value = Number(reader.text)
  if (!isComparable(value)) reader.fail('Value must be between -5.0E9 and 5.0E9, inclusive')
  return value
}

const ANYTHING_BUT_FORMS: Readonly<Record<string, string>> = {
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
}

/** Reads a value, a list of values, or `{"prefix": value or list}` and its like, and the closing brace. */
function parseAnythingBut(reader: TokenReader, dialect: Dialect): Alternative {
  let token = reader.next()
  let form: string | null = null
  if (token === 'object' && dialect !== 'event-source-mapping') {
    if (reader.next() !== 'name') reader.fail('Anything-But expression name not found')
    form = reader.name
    const isKnown = dialect === 'sns' ? form === 'prefix' : Object.hasOwn(ANYTHING_BUT_FORMS, form)
    if (!isKnown) reader.fail(`Unsupported anything-but pattern: ${form}`)
    token = reader.next()
  }
  if (token !== 'array' && token !== 'string' && token !== 'number') {
    reader.fail('Value of anything-but must be an array or single string/number value.')
  }
  const excluded = token === 'array' ? parseExcludedList(reader, form) : [parseExcluded(reader, form, token)]
  closeOperator(reader, TOO_MANY_ELEMENTS)
  if (form !== null) closeOperator(reader, TOO_MANY_ELEMENTS)
  return { kind: 'anything-but', excluded }
}

/** AWS names the place of a problem inside a list twice (recorded). */
function parseExcludedList(reader: TokenReader, form: string | null): readonly Alternative[] {
  const excluded: Alternative[] = []
  const types = new Set<Token>()
  try {
    for (let token = reader.next(); token !== 'end-array'; token = reader.next()) {
      types.add(token)
      excluded.push(parseExcluded(reader, form, token))
    }
  } catch (error) {
    if (error instanceof PatternError && error.place !== '') {
      throw new PatternError(error.message, error.place + reader.place())
    }
    throw error
  }
  if (form === null && types.size !== 1) {
    reader.fail('Inside anything but list, either all values are number or string, mixed type is not supported')
  }
  return excluded
}

function parseExcluded(reader: TokenReader, form: string | null, token: Token): Alternative {
  if (form === null) {
    if (token === 'string') return { kind: 'exactly', value: reader.text }
    if (token === 'number') return { kind: 'exactly', value: comparable(reader) }
    return reader.fail('Inside anything but list, start|null|boolean is not supported.')
  }
  if (token !== 'string') reader.fail(ANYTHING_BUT_FORMS[form] ?? '')
  const { text } = reader
  switch (form) {
    case 'equals-ignore-case':
      return { kind: 'equals', text: foldCase(text), ignoreCase: true }
    case 'prefix':
    case 'suffix':
      if (text === '') reader.fail('Null prefix/suffix not allowed')
      return { kind: form, text, ignoreCase: false }
    default:
      return { kind: 'wildcard', pieces: wildcardPieces(reader, text) }
  }
}
