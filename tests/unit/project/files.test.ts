import { expect, it } from 'vitest'
import { FILES_MAX, checkFiles, pathProblem } from '../../../src/project/files'

it.each(['template.yaml', 'src/index.ts', 'a b/ü.json', '.env'])('%s can be a file', (path) => {
  expect(pathProblem(path)).toBeNull()
})

it.each(['', '/etc/passwd', '../up', 'a/../b', 'a//b', 'a/', 'a\\b', 'a\nb', 'x'.repeat(201)])('%j cannot', (path) => {
  expect(pathProblem(path)).not.toBeNull()
})

it('too many or too large is refused with a reason', () => {
  const many = Object.fromEntries(Array.from({ length: FILES_MAX + 1 }, (_, index) => [String(index), '']))
  expect(() => checkFiles(many)).toThrow(/200 files/)
  expect(() => checkFiles({ a: 'x'.repeat(1_000_001) })).toThrow(/a is larger/)
  expect(() => checkFiles({ '../a': '' })).toThrow(/cannot lead out/)
})
