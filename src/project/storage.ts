/** The project in this browser, so that work survives a reload. The only file here that touches the browser. */

import { checkFiles, defaultSettings } from './files'
import type { Project } from './model'
import { readSettings } from './settings'

const KEY = 'coldstart:project'

/** @returns null when nothing (or nothing of use) is stored, or storage is denied */
export function loadProject(): Project | null {
  try {
    const { files, settings } = JSON.parse(localStorage.getItem(KEY) ?? 'null') as {
      files: Project['files']
      settings: Record<string, unknown>
    }
    if (!Object.values(files).every((text) => typeof text === 'string')) return null
    checkFiles(files)
    return { files, settings: readSettings(settings, defaultSettings()) }
  } catch {
    return null
  }
}

/** Which entry of the library the project is; null when nothing is stored. */
export function storedProjectId(): string | null {
  try {
    const { id } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { readonly id?: unknown }
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

/** @returns false when the browser refuses: storage denied, or full */
export function saveProject({ files, settings }: Project, id: string): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify({ id, files, settings }))
    return true
  } catch {
    return false
  }
}
