/**
 * template.yaml with completion and hover from the schema, by monaco-yaml. What is wrong with a template says its reader,
 * which knows more than a schema.
 */

import { editor, languages } from 'monaco-editor/editor'
import { configureMonacoYaml, type JSONSchema } from 'monaco-yaml'
import { templateSchema } from '../../../project/template/schema'
import { SHORT_FORMS } from '../../../project/template/tags'
import { startWorker } from '../environment'
import { arranged } from './arrange'

type Monaco = Parameters<typeof configureMonacoYaml>[0]

/** monaco-yaml starts its worker as Monaco did before 0.53; the worker is the same. */
function createWebWorker({ label, createData }: { label?: string; createData?: unknown }) {
  const worker = startWorker(label ?? '')
  worker.postMessage('start')
  worker.postMessage(createData)
  return editor.createWebWorker({ worker })
}

/** Puts suggestions in the order in which people need them. */
const registerCompletionItemProvider: typeof languages.registerCompletionItemProvider = (selector, provider) =>
  languages.registerCompletionItemProvider(selector, {
    ...provider,
    async provideCompletionItems(...request) {
      const list = await provider.provideCompletionItems(...request)
      return list && { ...list, suggestions: arranged(list.suggestions) }
    },
  })

export function configureYaml(): void {
  const monaco = {
    editor: { ...editor, createWebWorker },
    languages: { ...languages, registerCompletionItemProvider },
  }
  configureMonacoYaml(monaco as unknown as Monaco, {
    customTags: Object.keys(SHORT_FORMS).flatMap((tag) => [`${tag} scalar`, `${tag} sequence`, `${tag} mapping`]),
    // The CloudFormation reader is the authority, and prettier formats.
    validate: false,
    format: { enable: false },
    yamlVersion: '1.1',
    schemas: [
      {
        uri: 'coldstart://template.schema.json',
        fileMatch: ['file:///template.yaml'],
        schema: templateSchema({ functions: false }) as JSONSchema,
      },
    ],
  })
}
