import { editor, MarkerSeverity } from 'monaco-editor/editor'
import type { Diagnostic } from '../../project/model'
import type { ProjectModels } from './project-models'

const OWNER = 'coldstart'

/** Underlines what is wrong. A diagnostic without a place is shown at the first line of its file. */
export function showDiagnostics(models: ProjectModels, diagnostics: readonly Diagnostic[]): void {
  for (const path of models.paths()) {
    const model = models.get(path)
    if (!model) continue
    const own = diagnostics.filter(({ file }) => file === path)
    editor.setModelMarkers(
      model,
      OWNER,
      own.map((diagnostic) => toMarker(diagnostic, model)),
    )
  }
}

function toMarker({ severity, message, hint, range, code }: Diagnostic, model: editor.ITextModel): editor.IMarkerData {
  const start = { startLineNumber: range?.startLine ?? 1, startColumn: range?.startColumn ?? 1 }
  const end = range
    ? { endLineNumber: range.endLine, endColumn: range.endColumn }
    : { endLineNumber: 1, endColumn: model.getLineMaxColumn(1) }
  return {
    severity: severity === 'error' ? MarkerSeverity.Error : MarkerSeverity.Warning,
    message: hint === undefined ? message : `${message}\n${hint}`,
    code,
    source: 'coldstart',
    ...start,
    ...end,
  }
}
