import { type editor, Range } from 'monaco-editor/editor'
import type { ProjectFiles } from '../../../project/model'
import { difference } from '../echoes'
import { prettierOptions } from './config'
import { format, parserOf } from './formatter'

/**
 * Formats what an editor shows, as one change that can be undone; the cursor stays where it is in the code.
 * @returns why it was not formatted, or null
 */
export async function formatModel(
  view: editor.IStandaloneCodeEditor,
  path: string,
  files: ProjectFiles,
): Promise<string | null> {
  const model = view.getModel()
  const position = view.getPosition()
  if (!model || !position || parserOf(path) === null) return null
  const [text, version] = [model.getValue(), model.getVersionId()]
  try {
    const formatted = await format({ path, text, cursor: model.getOffsetAt(position), options: prettierOptions(files) })
    // Somebody typed on, or closed it.
    if (model.isDisposed() || model.getVersionId() !== version || view.getModel() !== model) return null
    const change = difference(text, formatted.text)
    if (!change) return null
    const range = Range.fromPositions(model.getPositionAt(change.start), model.getPositionAt(change.end))
    view.pushUndoStop()
    view.executeEdits('coldstart.format', [{ range, text: change.text }])
    view.pushUndoStop()
    view.setPosition(model.getPositionAt(formatted.cursor))
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
