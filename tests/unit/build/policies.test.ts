import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { policyProblems, withIntegrity } from '../../../src/build/policies'

const POLICY = "default-src 'self'; script-src 'self'; require-trusted-types-for 'script'"
const page = (head: string, body = '', policy = POLICY): string =>
  `<!doctype html><html><head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="${policy}" />${head}</head><body>${body}</body></html>`

it('a page that keeps the rules has nothing to be said of', () => {
  const data = '<script type="application/json" data-settings="">{"a":"<b onclick=\\"x\\">"}</script>'
  expect(policyProblems(page('<script src="a.js"></script><!-- <script>no</script> -->', data))).toEqual([])
})

it.each([
  ['<!doctype html><html><head></head></html>', 'no content security policy'],
  [page('', '<button onclick="go()">'), 'onclick'],
  [page('', '<a href="javascript:go()">'), 'script as its address'],
  [page('<script>go()</script>'), 'inline script'],
  [page('<script type="module">go()</script>'), 'inline script'],
  [
    page('', '', "default-src 'self'; script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'"),
    'inline scripts',
  ],
  [page('', '', "default-src 'self' 'unsafe-eval'; require-trusted-types-for 'script'"), 'evaluates text'],
  [page('', '', "default-src 'self'"), 'trusted types'],
  [page('', '', "script-src 'self'; require-trusted-types-for 'script'"), 'default-src'],
  [`<html><head><link rel="stylesheet" href="a.css">${page('')}`, 'comes after'],
])('%s breaks the build', (html, problem) => {
  expect(policyProblems(html).join()).toContain(problem)
})

it('scripts and styles carry the digest of what they were, but for what is replaced under its name', async () => {
  const files: Record<string, string> = { './a.js': 'a', '../b.css': 'b', './c.js': 'c' }
  const html = page(
    '<script type="module" crossorigin src="./a.js"></script><link rel="modulepreload" href="./c.js"><link rel="stylesheet" href="../b.css"><link rel="icon" href="i.svg"><script src="../../embed.js" defer></script>',
  )
  const pinned = await withIntegrity(html, async (url) => Buffer.from(files[url] ?? expect.fail(url)))
  const digest = (text: string): string => createHash('sha384').update(text).digest('base64')
  expect(pinned).toContain(`<script integrity="sha384-${digest('a')}" type="module" crossorigin src="./a.js">`)
  expect(pinned).toContain(`<link integrity="sha384-${digest('c')}" rel="modulepreload"`)
  expect(pinned.match(/integrity=/g)).toHaveLength(3)
})
