/** Above a handler: what feeds it, and a way to give its event the type that this implies. */

import { type editor, languages, type IDisposable } from 'monaco-editor/editor'
import { findHandler, importEdit } from '../../../project/template/handlers/script'
import { pathOf } from '../paths'
import type { ProjectKnowledge } from '../project-knowledge'
import { baseName, toMonacoEdit } from './completion'

/** "Parameter 'event' implicitly has an 'any' type." */
const IMPLICIT_ANY = '7006'

interface Typing {
  readonly functionId: string
  readonly from: string
  readonly type: string
  readonly line: number
  /** Null where the event has a type, or no name. */
  readonly edits: readonly ReturnType<typeof toMonacoEdit>[] | null
}

function typingsOf(model: editor.ITextModel, knowledge: ProjectKnowledge): readonly Typing[] {
  const path = pathOf(model.uri)
  const script = model.getValue()
  return knowledge.handlersIn(path).flatMap(({ functionId, exported, feeds }): readonly Typing[] => {
    const found = findHandler(script, exported)
    if (!found || feeds.length === 0) return []
    const type = [...new Set(feeds.map(({ event }) => event))].join(' | ')
    const { event } = found
    const edits =
      event && !event.isTyped && /\.[cm]?tsx?$/.test(path)
        ? [
            toMonacoEdit(model, { start: event.end, end: event.end, text: `: ${type}` }),
            ...importEdits(script, [...new Set(feeds.map((feed) => baseName(feed.event)))]).map((edit) =>
              toMonacoEdit(model, edit),
            ),
          ]
        : null
    const from = [...new Set(feeds.map((feed) => feed.from))].join(', ')
    return [{ functionId, from, type, line: model.getPositionAt(found.start).lineNumber, edits }]
  })
}

/** Of several types, one import. */
function importEdits(script: string, names: readonly string[]) {
  const [first, ...others] = names.flatMap((name) => importEdit(script, name) ?? [])
  if (!first) return []
  if (others.length === 0) return [first]
  return [{ start: first.start, end: first.start, text: `import type { ${names.join(', ')} } from 'aws-lambda'\n` }]
}

/** @param goTo shows a resource in template.yaml */
export function showFeeds(
  view: editor.IStandaloneCodeEditor,
  knowledge: ProjectKnowledge,
  goTo: (logicalId: string) => void,
): IDisposable & { refresh(): void } {
  const apply = view.addCommand(0, (_: unknown, edits: Typing['edits']) => {
    view.pushUndoStop()
    if (edits) view.executeEdits('coldstart.type-event', [...edits])
    view.pushUndoStop()
  })
  const open = view.addCommand(0, (_: unknown, logicalId: string) => goTo(logicalId))
  let changed: (() => void) | undefined
  const lenses = languages.registerCodeLensProvider('typescript', {
    onDidChange: (listener) => {
      changed = () => listener(lensProvider)
      return { dispose: () => (changed = undefined) }
    },
    provideCodeLenses(model) {
      if (model !== view.getModel()) return null
      return {
        lenses: typingsOf(model, knowledge).flatMap(({ functionId, from, type, line, edits }) => {
          const range = { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 }
          return [
            { range, command: { id: open ?? '', title: `${functionId} is fed by ${from}`, arguments: [functionId] } },
            ...(edits
              ? [{ range, command: { id: apply ?? '', title: `Type event as ${type}`, arguments: [edits] } }]
              : []),
          ]
        }),
        dispose: () => undefined,
      }
    },
  })
  const lensProvider = {} as languages.CodeLensProvider
  const fixes = languages.registerCodeActionProvider('typescript', {
    provideCodeActions(model, range, { markers }) {
      const implicit = markers.filter(({ code }) => (typeof code === 'string' ? code : code?.value) === IMPLICIT_ANY)
      const actions = typingsOf(model, knowledge).flatMap(({ from, type, line, edits }): languages.CodeAction[] => {
        if (!edits || line < range.startLineNumber || line > range.endLineNumber) return []
        return [
          {
            title: `Type event as ${type}: the function is fed by ${from}`,
            kind: 'quickfix',
            isPreferred: true,
            diagnostics: implicit,
            edit: {
              edits: edits.map((textEdit) => ({ resource: model.uri, textEdit, versionId: model.getVersionId() })),
            },
          },
        ]
      })
      return { actions, dispose: () => undefined }
    },
  })
  return {
    refresh: () => changed?.(),
    dispose() {
      lenses.dispose()
      fixes.dispose()
    },
  }
}
