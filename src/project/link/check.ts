/** Takes nothing on trust: what a link holds is a stranger's text. */

import { ProjectError, checkFiles } from '../files'
import type { Project, ProjectFiles, ProjectSettings } from '../model'
import { readSettings } from '../settings'
import { type Carrier, notAProject } from './error'

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function readProject(files: unknown, settings: unknown, defaults: ProjectSettings, carrier: Carrier): Project {
  if (!isRecord(files) || !isRecord(settings)) throw notAProject(carrier, 'it holds no files')
  if (!Object.values(files).every((text) => typeof text === 'string')) {
    throw notAProject(carrier, 'what it has as files is no text')
  }
  try {
    checkFiles(files as ProjectFiles)
  } catch (error) {
    if (error instanceof ProjectError) throw notAProject(carrier, error.message)
    throw error
  }
  return {
    files: files as ProjectFiles,
    settings: namingOwnFiles(readSettings(settings, defaults), files as ProjectFiles),
  }
}

/** Objects have members that are no files: `constructor`. A setting that names one names nothing. */
function namingOwnFiles(settings: ProjectSettings, files: ProjectFiles): ProjectSettings {
  const isMember = (path: string | null | undefined): boolean =>
    typeof path === 'string' && path in Object.prototype && !Object.hasOwn(files, path)
  const { openFile, stimulus } = settings
  return {
    ...settings,
    openFile: isMember(openFile) ? null : openFile,
    stimulus: isMember(stimulus?.eventFile) || isMember(stimulus?.script) ? null : stimulus,
  }
}
