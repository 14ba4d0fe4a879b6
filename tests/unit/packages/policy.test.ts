import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FILES_HOST, LISTINGS_HOST } from '../../../src/packages/hosts'

const policyOf = (path: string) => {
  const text = readFileSync(new URL(`../../../src/${path}`, import.meta.url), 'utf8')
  return Object.fromEntries(
    (/Content-Security-Policy"\s+content="([^"]*)"/.exec(text)?.[1] ?? '').split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/)
      return [name, sources]
    }),
  )
}

it("the page's policy allows the CDN's two hosts to be asked, and the sandbox nobody", () => {
  expect(policyOf('index.html')['connect-src']).toEqual(["'self'", `https://${FILES_HOST}`, `https://${LISTINGS_HOST}`])
  expect(JSON.stringify({ ...policyOf('index.html'), 'connect-src': [] })).not.toContain('jsdelivr')
  for (const page of ['sandbox/index.html', 'sandbox/frame.html']) {
    expect(policyOf(page)).toMatchObject({ 'default-src': ["'none'"], 'connect-src': ["'none'"] })
  }
})
