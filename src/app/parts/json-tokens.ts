/** JSON as it is read: indented, and cut into pieces that are coloured alike. */

export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain'
  readonly text: string
}

/** Indented with two spaces; what is no JSON stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
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
