/** Which files of a project are checks, and what can be said of their tests before they have run. */

import type { ProjectFiles } from './model'

const CHECK_FILE = /^tests\/.+\.test\.[jt]s$/

export const isCheckFile = (path: string): boolean => CHECK_FILE.test(path)

export const checkFilesOf = (files: ProjectFiles): readonly string[] => Object.keys(files).filter(isCheckFile).sort()

/** A test as its file declares it, as far as its line says so. */
export interface DeclaredTest {
  readonly name: string
  /** From 1. */
  readonly line: number
}

const DECLARATION = /^\s*(?:test|it)(?:\.(?:only|skip|todo))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/

export function declaredTests(text: string): readonly DeclaredTest[] {
  return text.split('\n').flatMap((line, index) => {
    const name = DECLARATION.exec(line)?.[2]
    return name === undefined ? [] : { name: name.replace(/\\(.)/g, '$1'), line: index + 1 }
  })
}

/** What a project without checks begins with. @param fn a function's logical id */
export const newCheck = (fn: string): string => `import { clock, cloud, expect, test } from 'coldstart/test'

test('${fn} answers', async () => {
  const { functionError, payload } = await cloud.invoke('${fn}', {})

  expect(functionError).toBeUndefined()
  expect(payload).toBeDefined()
})

test('the stack comes to rest', async () => {
  await cloud.invoke('${fn}', {}, { type: 'Event' })
  const { idle } = await clock.runUntilIdle({ limit: '6h' })

  expect(idle).toBe(true)
})
`
