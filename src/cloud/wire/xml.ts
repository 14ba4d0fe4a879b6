/** As much of XML as AWS's protocols use: elements, attributes, text. No doctypes, no processing of entities beyond the five. */

import { AwsError } from '../aws/aws-error'

export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Of the element itself, without its children's. */
  readonly text: string
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
}
const UNESCAPES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\r\u0085\u2028]/g, (mark) => ESCAPES[mark] ?? mark)

/** @param content already written XML */
export function element(name: string, content: string, attributes = ''): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** How deep elements may nest. */
const DEPTH_MAX = 100

/** @returns the root @throws AwsError MalformedXML, with S3's text */
export function parseXml(text: string): XmlElement {
  const parser = new Parser(text)
  return parser.document()
}

const malformed = (): AwsError =>
  new AwsError(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

class Parser {
  #at = 0

  constructor(readonly text: string) {}

  document(): XmlElement {
    this.#skipMisc()
    const root = this.#element(0)
    this.#skipMisc()
    if (this.#at !== this.text.length) throw malformed()
    return root
  }

  /** Declarations, comments, white space. */
  #skipMisc(): void {
    const misc = /(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|\uFEFF)*/y
    misc.lastIndex = this.#at
    this.#at += misc.exec(this.text)?.[0].length ?? 0
  }

  #element(depth: number): XmlElement {
    if (depth > DEPTH_MAX) throw malformed()
    const tag = /<([A-Za-z_][\w.\-:]*)((?:\s+[A-Za-z_][\w.\-:]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
    tag.lastIndex = this.#at
    const [whole, qualified = '', attributes = '', empty] = tag.exec(this.text) ?? []
    if (whole === undefined) throw malformed()
    this.#at += whole.length
    const opened = { name: localName(qualified), attributes: readAttributes(attributes) }
    if (empty === '/') return { ...opened, children: [], text: '' }
    const children: XmlElement[] = []
    let text = ''
    for (;;) {
      const piece = /[^<]+|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([\w.\-:]+)\s*>/y
      piece.lastIndex = this.#at
      const match = piece.exec(this.text)
      if (!match) {
        if (!this.text.startsWith('<', this.#at)) throw malformed()
        children.push(this.#element(depth + 1))
        continue
      }
      this.#at += match[0].length
      if (match[2] !== undefined) {
        if (match[2] !== qualified) throw malformed()
        return { ...opened, children, text }
      }
      if (match[1] !== undefined) text += match[1]
      else if (!match[0].startsWith('<')) text += unescapeXml(match[0])
    }
  }
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name = '', double, single] of text.matchAll(/([\w.\-:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[name] = unescapeXml(double ?? single ?? '')
  }
  return attributes
}

const localName = (qualified: string): string => qualified.slice(qualified.indexOf(':') + 1)

function unescapeXml(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name)
    if (code && whole.endsWith(';')) {
      const point = code[1] !== undefined ? parseInt(code[1], 16) : Number(code[2])
      if (point <= 0x10ffff) return String.fromCodePoint(point)
    }
    const character = whole.endsWith(';') ? UNESCAPES[name] : undefined
    if (character === undefined) throw malformed()
    return character
  })
}
