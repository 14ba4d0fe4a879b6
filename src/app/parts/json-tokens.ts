/** JSON as it is read: indented, and cut into pieces that are coloured alike. */

export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain'
  readonly text: string
}

const PIECE = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g

/** Indented with two spaces, each value as it was written; what is no JSON stays as it is. */
export function pretty(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  let depth = 0
  let before = ''
  let result = ''
  for (const [piece] of text.matchAll(PIECE)) {
    const closes = piece === '}' || piece === ']'
    if (closes) depth--
    const newLine = closes ? !(before === '{' || before === '[') : before === '{' || before === '[' || before === ','
    if (newLine) result += `\n${'  '.repeat(depth)}`
    result += piece === ':' ? ': ' : piece
    if (piece === '{' || piece === '[') depth++
    before = piece
  }
  return result
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

export function tokens(text: string): readonly Token[] {
  const found: Token[] = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) found.push({ kind: 'plain', text: text.slice(end, match.index) })
    const [whole, string, colon] = match
    if (string !== undefined) {
      found.push({ kind: colon === undefined ? 'string' : 'name', text: string })
      if (colon !== undefined) found.push({ kind: 'plain', text: colon })
    } else found.push({ kind: match[3] === undefined ? 'word' : 'number', text: whole })
    end = match.index + whole.length
  }
  if (end < text.length) found.push({ kind: 'plain', text: text.slice(end) })
  return found
}
