import { Uri } from 'monaco-editor/editor'

/** Project path → address of its model. TypeScript resolves imports between these. */
export function uriOf(path: string): Uri {
  return Uri.from({ scheme: 'file', path: `/${path}` })
}

/** Address of a model → project path. Only meaningful for models of the project. */
export function pathOf(uri: Uri): string {
  return uri.path.slice(1)
}

/** `src/b.test.ts` → `.ts` */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot) : ''
}
