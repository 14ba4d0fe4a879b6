/** Which files of a project are checks, and what can be said of their tests before they have run. */

import type { ProjectFiles } from './model'

const CHECK_FILE = /^tests\/.+\.test\.[jt]s$/

export const isCheckFile = (path: string): boolean => CHECK_FILE.test(path)

export const checkFilesOf = (files: ProjectFiles): readonly string[] => Object.keys(files).filter(isCheckFile).sort()
