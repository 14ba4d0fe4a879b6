/** In template.yaml: names of the template, files of the project, and functions with their arguments. */

import { languages, type IDisposable } from 'monaco-editor/editor'
import { completeTemplate, type Suggestion } from '../../../project/template/completion'
import { pathOf } from '../paths'
import type { ProjectKnowledge } from '../project-knowledge'

const { CompletionItemKind, CompletionItemInsertTextRule } = languages

const KINDS: Readonly<Record<Suggestion['kind'], languages.CompletionItemKind>> = {
  resource: CompletionItemKind.Reference,
  attribute: CompletionItemKind.Field,
  parameter: CompletionItemKind.Variable,
  condition: CompletionItemKind.Event,
  function: CompletionItemKind.Function,
  file: CompletionItemKind.File,
}

export function completeTemplates(knowledge: ProjectKnowledge): IDisposable {
  return languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: [' ', '.', '{', '[', '!', ':'],
    provideCompletionItems(model, position) {
      if (pathOf(model.uri) !== 'template.yaml') return null
      const completion = completeTemplate(model.getValue(), model.getOffsetAt(position), knowledge.files)
      if (!completion) return null
      const range = {
        startLineNumber: position.lineNumber,
        startColumn: position.column - completion.replaces,
        endLineNumber: position.lineNumber,
        endColumn: position.column,
      }
      return { suggestions: completion.suggestions.map((one) => toItem(one, range)) }
    },
  })
}

function toItem(
  { label, detail, kind, insert = label, isSnippet, likely }: Suggestion,
  range: languages.CompletionItem['range'],
): languages.CompletionItem {
  return {
    label: { label, description: detail },
    kind: KINDS[kind],
    insertText: insert,
    // A tag and its argument are one.
    filterText: label,
    sortText: `${likely ? '00' : kind === 'function' ? '9' : '1'}${label}`,
    range,
    ...(isSnippet && { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet }),
    // The names of what it is about to refer to.
    ...(/ $/.test(insert) && { command: { id: 'editor.action.triggerSuggest', title: '' } }),
  }
}
