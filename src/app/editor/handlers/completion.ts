/** In handlers: types of events with their import, a whole handler, and the names of the stack's resources. */

import { type editor, languages, type IDisposable, type Position } from 'monaco-editor/editor'
import { importEdit, knowsName, type TextEdit } from '../../../project/template/handlers/script'
import { namesWanted } from '../../../project/template/handlers/sdk-names'
import { pathOf } from '../paths'
import type { ProjectKnowledge } from '../project-knowledge'
import { eventTypes } from './event-types'

const { CompletionItemKind, CompletionItemInsertTextRule } = languages

/** Where a type is wanted: after `: `, `<`, `|`, `&` or a word such as `as`. */
const TYPE_WANTED = /(?:[:<|&]|\b(?:as|satisfies|extends))\s*([A-Za-z]*)$/
/** … and where the type of an event is, right after the space. */
const EVENT_WANTED = /\bexport\b[^=]*(?:=[^(]*)?\(\s*\w+\s*:\s?$/

/** `EventBridgeEvent<string, unknown>` → `EventBridgeEvent` */
export const baseName = (type: string): string => type.replace(/<.*/, '')

export function toMonacoEdit(model: editor.ITextModel, { start, end, text }: TextEdit) {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
  return {
    range: {
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    },
    text,
  }
}

export function completeHandlers(knowledge: ProjectKnowledge): IDisposable {
  return languages.registerCompletionItemProvider('typescript', {
    triggerCharacters: [' ', ':', "'", '"'],
    provideCompletionItems(model, position, { triggerCharacter }) {
      const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1)
      const asked = triggerCharacter === undefined
      if (/\/\/|^\s*\*/.test(before)) return null
      const named = resourceNames(before, position, knowledge)
      if (named.length > 0) return { suggestions: named }
      const suggestions = [
        ...(asked || EVENT_WANTED.test(before) ? typeNames(model, before, position, knowledge) : []),
        ...(asked ? wholeHandler(model, before, position, knowledge) : []),
      ]
      return { suggestions }
    },
  })
}

const replacing = ({ lineNumber, column }: Position, typed: string) => ({
  startLineNumber: lineNumber,
  startColumn: column - typed.length,
  endLineNumber: lineNumber,
  endColumn: column,
})

function typeNames(
  model: editor.ITextModel,
  before: string,
  position: Position,
  knowledge: ProjectKnowledge,
): languages.CompletionItem[] {
  const typed = TYPE_WANTED.exec(before)?.[1]
  const path = pathOf(model.uri)
  if (typed === undefined || !/\.[cm]?tsx?$/.test(path)) return []
  const script = model.getValue()
  const implied = new Map(
    knowledge
      .handlersIn(path)
      .flatMap(({ feeds }) =>
        feeds.flatMap(({ event, result, from }) => [
          [event, from] as const,
          ...(result === null ? [] : [[result, from] as const]),
        ]),
      ),
  )
  const names = new Set([...implied.keys(), ...eventTypes()])
  return [...names].flatMap((name) => {
    const edit = importEdit(script, baseName(name))
    const from = implied.get(name)
    // TypeScript offers what the file knows already.
    if (!edit && (from === undefined || knowsName(script, baseName(name)))) return []
    return {
      label: { label: name, description: from === undefined ? 'aws-lambda' : `from ${from}` },
      detail: "import type from 'aws-lambda'",
      kind: CompletionItemKind.Interface,
      insertText: name,
      sortText: from === undefined ? name : `!${name}`,
      preselect: from !== undefined,
      range: replacing(position, typed),
      ...(edit && { additionalTextEdits: [toMonacoEdit(model, edit)] }),
    }
  })
}

function wholeHandler(
  model: editor.ITextModel,
  before: string,
  position: Position,
  knowledge: ProjectKnowledge,
): languages.CompletionItem[] {
  const typed = /^(\w*)$/.exec(before)?.[1]
  const path = pathOf(model.uri)
  const script = model.getValue()
  if (typed === undefined || /\bexport\b.*\bhandler\b/.test(script)) return []
  const [first] = knowledge.handlersIn(path)
  const feed = first?.feeds[0]
  const isTyped = /\.[cm]?tsx?$/.test(path)
  const event = isTyped ? `: ${feed?.event ?? 'unknown'}` : ''
  const result = isTyped && feed?.result ? `: Promise<${feed.result}>` : ''
  const imported = [feed?.event, feed?.result].flatMap((name) => (isTyped && name ? [baseName(name)] : []))
  const missing = imported.filter((name) => !knowsName(script, name))
  return [
    {
      label: {
        label: 'handler',
        description: feed ? `of ${feed.functionId}, fed by ${feed.from}` : 'a Lambda handler',
      },
      kind: CompletionItemKind.Snippet,
      insertText: `export const ${first?.exported ?? 'handler'} = async (event${event})${result} => {\n\t$0\n}`,
      insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
      sortText: '!handler',
      range: replacing(position, typed),
      ...(missing.length > 0 && {
        additionalTextEdits: [
          toMonacoEdit(model, {
            start: 0,
            end: 0,
            text: `import type { ${missing.join(', ')} } from 'aws-lambda'\n\n`,
          }),
        ],
      }),
    },
  ]
}

function resourceNames(before: string, position: Position, knowledge: ProjectKnowledge): languages.CompletionItem[] {
  const stack = knowledge.reading?.stack
  const wanted = stack && namesWanted(before, stack, knowledge.environments, knowledge.deployed)
  if (!wanted) return []
  return wanted.offered.map(({ text, of, isVariable }) => ({
    label: { label: text, description: of },
    kind: isVariable ? CompletionItemKind.Variable : CompletionItemKind.Value,
    insertText: text,
    filterText: text,
    sortText: isVariable ? '!0' : '!1',
    range: replacing(position, wanted.typed),
  }))
}
