import type { ProjectFiles } from '../project/model'
import { pathsBelow } from './file-view'

/** What built bundles depend on. */
export interface PrebuiltInputs {
  /** Files that were asked for, also those that do not exist. */
  readonly paths: readonly string[]
  /** Folders that were listed. */
  readonly folders: readonly string[]
}

/** SHA-256 of everything that the inputs say is relevant, as hexadecimal digits. The same at build time and in the page. */
export async function digestOf(files: ProjectFiles, { paths, folders }: PrebuiltInputs): Promise<string> {
  const relevant = [
    paths.map((path) => (Object.hasOwn(files, path) ? files[path] : null)),
    folders.map((folder) => pathsBelow(files, folder)),
  ]
  const bytes = new Uint8Array(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(relevant))),
  )
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
