/** What an embed begins with: what its host says, or what is in its own address. */

import { viewsOf } from '../api/element/shape'
import type { HostConnection } from '../api/host'
import type { Start } from '../api/messages'
import { checkFiles, defaultSettings } from '../project/files'
import type { LinkContent } from '../project/share-url'
import type { Project } from '../project/model'
import { readSettings } from '../project/settings'

export interface Beginning {
  readonly project: Project
  /** Why the project is empty, for people. */
  readonly problem: string | null
}

/** What a frame that was put away held; null for a first one. */
export async function keptOf({ kept }: Start): Promise<LinkContent | null> {
  if (!kept) return null
  const { decodeFile } = await import('../project/share-url')
  return decodeFile(kept).catch(() => null)
}

/** Takes nothing on trust: a host is a stranger. */
export function projectOf({ files, settings, file }: Start): Beginning {
  const read = readSettings(settings, defaultSettings())
  const open = file ?? read.openFile
  try {
    checkFiles(files)
    return { project: { files, settings: { ...read, openFile: open } }, problem: null }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { project: { files: {}, settings: read }, problem }
  }
}

/** For a frame without the element: `embed/index.html?view=code+result&theme=dark#v1.…`. Nobody hears it. */
export async function startFromAddress({ hash, search }: Location): Promise<HostConnection> {
  const query = new URLSearchParams(search)
  const given = {
    views: viewsOf(query.get('view')),
    file: query.get('file'),
    readOnly: query.has('read-only'),
    kept: null,
  }
  const theme = query.get('theme')
  const dark = theme === null ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
  const { decodeLink } = await import('../project/share-url')
  const quiet = { serve: () => undefined, tell: () => undefined }
  try {
    const { project, readOnly } = await decodeLink(hash)
    const { files, settings } = project
    return {
      ...quiet,
      start: { ...given, readOnly: given.readOnly || readOnly, dark, files, settings: { ...settings } },
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { ...quiet, start: { ...given, dark, files: {}, settings: {} }, problem }
  }
}
