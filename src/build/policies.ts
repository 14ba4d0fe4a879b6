/**
 * Build-time only: every page that ships has a content security policy that allows no inline script, and its scripts and
 * styles carry the digest of what they were when the page was built. What breaks that rule breaks the build.
 */

import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plugin } from 'vite'

/** Replaced with each version under its old name: pages elsewhere, and lessons moved elsewhere, take it as it is. */
const UNPINNED = /(^|\/)embed\.js$/
/** Script elements that hold data. */
const DATA_TYPES = /^(text\/plain|application\/json)$/

export function policies(): Plugin {
  return {
    name: 'coldstart:policies',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir = '' }) {
        for (const file of await pagesIn(dir)) {
          const html = await readFile(file, 'utf8')
          const problems = policyProblems(html)
          if (problems.length > 0) this.error(`${path.relative(dir, file)}: ${problems.join('; ')}`)
          const pinned = await withIntegrity(html, (url) => readFile(path.resolve(path.dirname(file), url)))
          if (pinned !== html) await writeFile(file, pinned)
        }
      },
    },
  }
}

async function pagesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.name.endsWith('.html'))
    .map(({ parentPath, name }) => path.join(parentPath, name))
}

interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
}

/** @returns what is wrong with a page, for people */
export function policyProblems(html: string): readonly string[] {
  const problems: string[] = []
  const tags = tagsOf(html)
  const isPolicy = ({ name, attributes }: Tag): boolean =>
    name === 'meta' && attributes.get('http-equiv')?.toLowerCase() === 'content-security-policy'
  const first = tags.findIndex(({ name }) => ['script', 'link', 'style', 'body'].includes(name))
  const at = tags.findIndex(isPolicy)
  if (at === -1) return ['it has no content security policy']
  if (first !== -1 && first < at) problems.push('its policy comes after what it is to hold for')
  const directives = directivesOf(tags[at]?.attributes.get('content') ?? '')
  const scripts = directives.get('script-src') ?? directives.get('default-src') ?? []
  if (!directives.has('default-src')) problems.push('its policy has no default-src')
  if (scripts.includes("'unsafe-inline'")) problems.push('it allows inline scripts')
  // The sandbox evaluates what strangers wrote; that is what it is for, and it has nothing else.
  const isSandbox = directives.get('connect-src')?.join() === "'none'"
  if (!isSandbox && scripts.includes("'unsafe-eval'")) problems.push('it evaluates text')
  if (!isSandbox && !directives.has('require-trusted-types-for')) problems.push('it does not require trusted types')
  for (const { name, attributes } of tags) {
    for (const attribute of attributes.keys()) if (/^on/.test(attribute)) problems.push(`<${name}> has ${attribute}=`)
    if (/^\s*javascript:/i.test(attributes.get('href') ?? '')) problems.push(`<${name}> has a script as its address`)
    if (name === 'script' && !attributes.has('src') && !DATA_TYPES.test(attributes.get('type') ?? ''))
      problems.push('it has an inline script')
  }
  return problems
}

/** With digests on all scripts and styles of its own. */
export async function withIntegrity(html: string, read: (url: string) => Promise<Uint8Array>): Promise<string> {
  let pinned = html
  for (const { name, attributes, text } of tagsOf(html)) {
    const url =
      name === 'script'
        ? attributes.get('src')
        : PINNED_LINKS.test(attributes.get('rel') ?? '')
          ? attributes.get('href')
          : undefined
    if (!url || /^[a-z]+:/i.test(url) || UNPINNED.test(url) || attributes.has('integrity')) continue
    const digest = createHash('sha384')
      .update(await read(url))
      .digest('base64')
    pinned = pinned.replace(text, text.replace(/^<(\w+)/, `<$1 integrity="sha384-${digest}"`))
  }
  return pinned
}

const PINNED_LINKS = /^(modulepreload|stylesheet)$/

const directivesOf = (policy: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/)
      return [name, values]
    }),
  )

/** Of a page that we wrote: attributes in quotes, and no tags in comments or in the text of scripts. */
function tagsOf(html: string): readonly Tag[] {
  const bare = html.replace(/<!--.*?-->/gs, '').replace(/(<script\b[^>]*>).*?(?=<\/script>)/gs, '$1')
  return [...bare.matchAll(/<([a-z][\w-]*)((?:\s+[^\s"'>/=]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([text, name = '', attributes = '']) => ({
      ...{ text, name: name.toLowerCase() },
      attributes: new Map(
        [...attributes.matchAll(/([^\s"'>/=]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [
          key.toLowerCase(),
          value,
        ]),
      ),
    }),
  )
}
