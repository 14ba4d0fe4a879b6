/** The project in this browser, so that work survives a reload. The only file here that touches the browser. */

import { checkFiles, defaultSettings } from './files'
import type { Project } from './model'
import { readSettings } from './share-url'

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

/** @returns false when the browser refuses: storage denied, or full */
export function saveProject(project: Project): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(project))
    return true
  } catch {
    return false
  }
}
