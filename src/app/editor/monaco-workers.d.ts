/** Parts of Monaco that come without declarations. */

declare module 'monaco-editor/editor/editor.worker'
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController'
declare module 'monaco-editor/languages/features/json/json.worker'

declare module 'monaco-editor/languages/features/typescript/ts.worker' {
  export class TypeScriptWorker {
    constructor(context: unknown, createData: unknown)
    getScriptKind(fileName: string): number
    getScriptFileNames(): string[]
  }
  export const ts: { readonly ScriptKind: Readonly<Record<'JS' | 'TS' | 'JSON', number>> }
  export function initialize(create: (context: unknown, createData: unknown) => TypeScriptWorker): void
}
