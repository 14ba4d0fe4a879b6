import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { limitText, PAGE_LIMITS } from '../../../../src/cloud/aws/page-limits'

const SOURCE = path.resolve(import.meta.dirname, '../../../../src')

it('every limit of the table is the one that code uses', () => {
  const texts = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('page-limits.ts') && /^(cloud|project)\//.test(file))
    .map((file) => readFileSync(path.join(SOURCE, file), 'utf8'))
  const unused = Object.keys(PAGE_LIMITS).filter((name) => !texts.some((text) => text.includes(`PAGE_LIMITS.${name}.`)))
  expect(unused).toEqual([])
})

it('says how much in words', () => {
  expect(limitText(PAGE_LIMITS.turnBytes)).toBe('64 MiB')
  expect(limitText(PAGE_LIMITS.projectBytes)).toBe('4 MB')
  expect(limitText(PAGE_LIMITS.silence)).toBe('8 s')
  expect(limitText(PAGE_LIMITS.logLines)).toBe('20,000 lines')
})
