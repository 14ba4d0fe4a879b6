/** Handlers as they stand in a script: whether their event has a type, and how to give it one. */

export interface HandlerFound {
  /** Of the whole declaration’s first line, in UTF-16 units. */
  readonly start: number
  /** The event's name, with its end; null where the handler takes none, or takes it apart. */
  readonly event: { readonly name: string; readonly end: number; readonly isTyped: boolean } | null
}

const IDENTIFIER = String.raw`[A-Za-z_$][\w$]*`

/** `export const handler = async (event…`, `export async function handler(event…`. */
export function findHandler(script: string, exported: string): HandlerFound | null {
  const name = exported.replace(/\$/g, '\\$&')
  const declared = new RegExp(
    String.raw`^export\s+(?:(?:const|let|var)\s+${name}\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\s*\w*\s*)?|(?:async\s+)?function\s+${name}\s*)(?:\(\s*(${IDENTIFIER})?|(${IDENTIFIER})\s*=>)`,
    'm',
  )
  const match = declared.exec(script)
  if (!match) return null
  const event = match[1]
  if (event === undefined) return { start: match.index, event: null }
  const end = match.index + match[0].length
  // A type of the whole function gives its event one.
  const isTyped = /^\s*\??\s*:/.test(script.slice(end)) || /:\s*\w*Handler\b[^=]*=/.test(match[0])
  return { start: match.index, event: { name: event, end, isTyped } }
}

export interface TextEdit {
  /** In UTF-16 units; the same for what is only put in. */
  readonly start: number
  readonly end: number
  readonly text: string
}

const IMPORT = /^import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+(['"])aws-lambda\2[^\n]*$/m

/** Whether a script has a name already: imported or declared. */
export const knowsName = (script: string, name: string): boolean =>
  new RegExp(
    String.raw`\bimport\b[^;'"]*\b${name}\b[^;'"]*from|\b(?:interface|type|class|enum|const)\s+${name}\b`,
  ).test(script)

/** What adds `import type { SQSEvent } from 'aws-lambda'`; null if the name is there. */
export function importEdit(script: string, name: string): TextEdit | null {
  if (knowsName(script, name)) return null
  const present = IMPORT.exec(script)
  if (!present) {
    // Below a comment at the top, above all else.
    const top = /^(?:#![^\n]*\n)?(?:\/\*[\s\S]*?\*\/\s*\n|\/\/[^\n]*\n)*/.exec(script)?.[0].length ?? 0
    return { start: top, end: top, text: `import type { ${name} } from 'aws-lambda'\n` }
  }
  const [whole, names = ''] = present
  const open = present.index + whole.indexOf('{') + 1
  const isTypeOnly = /^import\s+type\b/.test(whole)
  const sorted = [...names.split(',').map((one) => one.trim()), isTypeOnly ? name : `type ${name}`].filter(Boolean)
  return { start: open, end: open + names.length, text: ` ${sorted.join(', ')} ` }
}
