/** What an example's README.md says, in parts to be drawn: as much of Markdown as these files use. */

export interface Span {
  readonly kind: 'text' | 'code' | 'strong' | 'link'
  readonly text: string
  readonly href?: string
}

export interface Block {
  readonly kind: 'paragraph' | 'list'
  /** Of a list its items, of a paragraph itself. */
  readonly items: readonly (readonly Span[])[]
}

const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)/g

/** Without its heading, which is the example's title. */
export function readmeBlocks(text: string): readonly Block[] {
  return text
    .replace(/^#.*\n/, '')
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(blockOf)
}

function blockOf(part: string): Block {
  if (!part.startsWith('- ')) return { kind: 'paragraph', items: [spansOf(part)] }
  const items = part.split(/\n(?=- )/).map((item) => spansOf(item.slice(2)))
  return { kind: 'list', items }
}

/** Line breaks are blanks. */
function spansOf(text: string): readonly Span[] {
  const line = text.replace(/\s*\n\s*/g, ' ')
  const spans: Span[] = []
  let from = 0
  for (const match of line.matchAll(SPAN)) {
    const [whole, code, strong, link, href] = match
    if (match.index > from) spans.push({ kind: 'text', text: line.slice(from, match.index) })
    if (code !== undefined) spans.push({ kind: 'code', text: code })
    else if (strong !== undefined) spans.push({ kind: 'strong', text: strong })
    else if (link !== undefined && href !== undefined) spans.push({ kind: 'link', text: link, href })
    from = match.index + whole.length
  }
  if (from < line.length) spans.push({ kind: 'text', text: line.slice(from) })
  return spans
}
