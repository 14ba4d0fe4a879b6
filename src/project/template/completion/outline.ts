/** What a template has, read line by line: a text that is being typed is seldom YAML. */

export interface OutlinedResource {
  readonly logicalId: string
  readonly type: string
  /** As it is written; null without one. */
  readonly codeUri: string | null
}

export interface Outline {
  readonly resources: readonly OutlinedResource[]
  readonly parameters: readonly string[]
  readonly conditions: readonly string[]
  readonly mappings: readonly string[]
  /** Of Globals.Function. */
  readonly codeUri: string | null
}

interface Line {
  /** Where its key or, of an item without one, its dash stands. */
  readonly column: number
  /** Where its dash stands; null if it is no item. */
  readonly dash: number | null
  readonly key: string | null
  readonly value: string
}

const PARTS = /^(\s*)((?:-\s+)*)(?:(['"]?)([\w:.-]+?)\3\s*:(?:\s+(.*))?)?$/

function readLine(text: string): Line | null {
  if (/^\s*(#|$)/.test(text)) return null
  const parts = PARTS.exec(text)
  if (!parts) {
    const column = text.search(/\S/)
    return { column, dash: text[column] === '-' ? column : null, key: null, value: text.trim() }
  }
  const [, space = '', dashes = '', , key = null, value = ''] = parts
  return { column: space.length + dashes.length, dash: dashes === '' ? null : space.length, key, value: value.trim() }
}

/** @param index of the line, from 0 @returns the keys above it, from the root down; of lists nothing */
export function pathAbove(lines: readonly string[], index: number): readonly string[] {
  const own = lines[index] ?? ''
  const at = own.search(/\S/)
  let column = at < 0 ? own.length : at
  let isItem = own[at] === '-'
  const path: string[] = []
  for (let above = index - 1; above >= 0 && column >= 0; above--) {
    const line = readLine(lines[above] ?? '')
    if (!line?.key) continue
    // A list may stand at the column of its key.
    if (line.column < column || (isItem && line.column === column && line.dash === null)) {
      path.unshift(line.key)
      column = line.dash ?? line.column
      isItem = line.dash !== null
      if (column === 0 && !isItem) break
    }
  }
  return path
}

export function outlineOf(text: string): Outline {
  const names: Record<string, string[]> = { Resources: [], Parameters: [], Conditions: [], Mappings: [] }
  const types = new Map<string, string>()
  const codeUris = new Map<string, string>()
  const open: { column: number; key: string }[] = []
  for (const written of text.split('\n')) {
    const line = readLine(written)
    if (!line?.key) continue
    while ((open.at(-1)?.column ?? -1) >= line.column) open.pop()
    open.push({ column: line.column, key: line.key })
    const [section = '', name = '', third, fourth, ...more] = open.map(({ key }) => key)
    if (open.length === 2) names[section]?.push(name)
    const value = line.value.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2')
    if (open.length === 3 && section === 'Resources' && third === 'Type') types.set(name, value)
    const isCode = (key: string | undefined): boolean => key === 'CodeUri' || key === 'Code'
    if (section === 'Resources' && third === 'Properties' && isCode(fourth) && more.length === 0) {
      codeUris.set(name, value)
    }
    if (section === 'Globals' && name === 'Function' && third === 'CodeUri') codeUris.set('', value)
  }
  return {
    resources: (names['Resources'] ?? []).map((logicalId) => ({
      logicalId,
      type: types.get(logicalId) ?? '',
      codeUri: codeUris.get(logicalId) ?? null,
    })),
    parameters: names['Parameters'] ?? [],
    conditions: names['Conditions'] ?? [],
    mappings: names['Mappings'] ?? [],
    codeUri: codeUris.get('') ?? null,
  }
}
