/** `process.env` as template.yaml fills it: declared for TypeScript, and a hint at what nobody sets. */

import { editor, MarkerSeverity } from 'monaco-editor/editor'
import { environmentTypes, unknownVariables } from '../../../project/template/handlers/environment'
import { declareEnvironment } from '../languages'
import type { ProjectKnowledge } from '../project-knowledge'
import { pathOf } from '../paths'

const OWNER = 'coldstart-environment'

export function declareVariables({ environments, deployed }: ProjectKnowledge): void {
  declareEnvironment(environmentTypes(environments, deployed))
}

export function hintAtVariables(model: editor.ITextModel, knowledge: ProjectKnowledge): void {
  if (model.getLanguageId() !== 'typescript') return
  const own = knowledge.handlersIn(pathOf(model.uri)).map(({ functionId }) => functionId)
  const functionIds = own.length > 0 ? own : [...knowledge.environments.keys()]
  // Without a template that can be read, nothing is known.
  const found = knowledge.reading?.stack ? unknownVariables(model.getValue(), knowledge.environments, functionIds) : []
  const whose = own.length > 0 ? own.join(', ') : 'any function'
  editor.setModelMarkers(
    model,
    OWNER,
    found.map(({ name, start, end }) => {
      const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
      return {
        severity: MarkerSeverity.Hint,
        message: `${name} is not among the Environment.Variables of ${whose} in template.yaml.`,
        source: 'coldstart',
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
    }),
  )
}
