/** A CDN of a few packages, which answers as jsDelivr does: https://www.jsdelivr.com/docs/data.jsdelivr.com. */

import { createHash } from 'node:crypto'
import maxSatisfying from 'semver/ranges/max-satisfying.js'
import sort from 'semver/functions/sort.js'

/** `name@version` → path → text. */
export type Published = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Answer {
  readonly status: number
  readonly body: string
}

export class FakeCdn {
  /** Every address that was asked for. */
  readonly asked: string[] = []

  constructor(readonly published: Published) {}

  answer(url: string): Answer {
    this.asked.push(url)
    const { host, pathname, searchParams } = new URL(url)
    const path = decodeURIComponent(pathname)
    const [, name, version, file] =
      /^\/(?:v1\/packages\/)?npm\/((?:@[^/]+\/)?[^/@]+)(?:@([^/]+))?(?:\/(.*))?$/.exec(path) ?? []
    if (name === undefined) return { status: 400, body: '' }
    if (host === 'cdn.jsdelivr.net') return ok(this.published[`${name}@${version}`]?.[file ?? ''])
    if (file === 'resolved') return ok(this.resolved(name, searchParams.get('specifier') ?? ''))
    return ok(this.listing(name, version ?? ''))
  }

  /** For `fetch`. */
  readonly fetch = (url: string): Promise<Response> => {
    const { status, body } = this.answer(url)
    return Promise.resolve(new Response(body, { status }))
  }

  private resolved(name: string, specifier: string): string | undefined {
    const all = Object.keys(this.published)
      .filter((id) => id.slice(0, id.lastIndexOf('@')) === name)
      .map((id) => id.slice(id.lastIndexOf('@') + 1))
    if (all.length === 0) return undefined
    const version = specifier === 'latest' ? sort([...all]).at(-1) : maxSatisfying(all, specifier)
    return JSON.stringify({ type: 'npm', name, version: version ?? null, links: {} })
  }

  private listing(name: string, version: string): string | undefined {
    const texts = this.published[`${name}@${version}`]
    if (!texts) return undefined
    const files = Object.entries(texts).map(([path, text]) => {
      return {
        name: `/${path}`,
        hash: createHash('sha256').update(text).digest('base64'),
        size: Buffer.byteLength(text),
      }
    })
    return JSON.stringify({ type: 'npm', name, version, default: '/index.js', files })
  }
}

function ok(body: string | undefined): Answer {
  return body === undefined ? { status: 404, body: '{"status":404}' } : { status: 200, body }
}

/** A package's files; its package.json is made from `manifest`. */
export function published(
  name: string,
  version: string,
  files: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, unknown>> = {},
): Published {
  return { [`${name}@${version}`]: { 'package.json': JSON.stringify({ name, version, ...manifest }), ...files } }
}
