/**
 * The CDN: which versions there are, which files a version has, and the files. Everything that is used was compared with
 * the SHA-256 of the version's listing. Requests carry neither cookies nor where they come from.
 *
 * Source: jsDelivr's API, https://www.jsdelivr.com/docs/data.jsdelivr.com.
 */

import type { PackageCache } from './cache'
import { FILES_HOST, LISTINGS_HOST } from './hosts'
import { FILE_BYTES_MAX, LISTED_FILES_MAX, LISTING_BYTES_MAX, REQUEST_TIMEOUT_MS, REQUESTS_AT_ONCE } from './limits'
import { PackageError } from './problem'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface ListedFile {
  /** SHA-256, as base64. */
  readonly hash: string
  readonly bytes: number
}

/** Path, without a leading slash → what its text has to be. */
export type Listing = ReadonlyMap<string, ListedFile>

export class Cdn {
  private open = 0
  private readonly waiting: (() => void)[] = []

  constructor(
    private readonly cache: PackageCache,
    private readonly fetchUrl: Fetch,
  ) {}

  /**
   * The highest version that a range or a tag allows. Always asks: the answer changes with time.
   * @throws PackageError
   */
  async version(name: string, range: string): Promise<string> {
    const url = `https://${LISTINGS_HOST}/v1/packages/npm/${name}/resolved?specifier=${encodeURIComponent(range)}`
    const answer = parseJson(await this.download(url, name, LISTING_BYTES_MAX)) as { version?: unknown } | null
    if (typeof answer?.version === 'string' && EXACT.test(answer.version)) return answer.version
    throw new PackageError(
      'packages/not-found',
      `npm has no version of ${name} that "${range}" allows`,
      `Correct the version in package.json.`,
    )
  }

  /** @throws PackageError */
  async listing(name: string, version: string): Promise<Listing> {
    const id = `${name}@${version}`
    const url = `https://${LISTINGS_HOST}/v1/packages/npm/${id}?structure=flat`
    const bytes = (await this.cache.get(url)) ?? (await this.download(url, id, LISTING_BYTES_MAX))
    const listing = readListing(parseJson(bytes), name, version)
    await this.cache.put(url, bytes)
    return listing
  }

  /** @throws PackageError */
  async file(id: string, path: string, listed: ListedFile): Promise<string> {
    if (listed.bytes > FILE_BYTES_MAX) throw tooLarge(id, `its file ${path} has ${listed.bytes} bytes`)
    const url = `https://${FILES_HOST}/npm/${id}/${path.split('/').map(encodeURIComponent).join('/')}`
    const cached = await this.cache.get(url)
    if (cached && (await isListed(cached, listed))) return decode(cached)
    const bytes = await this.download(url, id, FILE_BYTES_MAX)
    if (!(await isListed(bytes, listed))) {
      throw new PackageError(
        'packages/damaged',
        `A file of ${id} is not what ${LISTINGS_HOST} says it should be`,
        `${path} was not used. Deploy again; if it stays so, the package cannot be trusted.`,
      )
    }
    await this.cache.put(url, bytes)
    return decode(bytes)
  }

  private async download(url: string, what: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
    const { host } = new URL(url)
    await this.turn()
    try {
      const response = await this.fetchUrl(url, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      })
      if (response.status === 404) throw notFound(what)
      if (!response.ok) throw unreachable(what, host, `HTTP ${response.status}`)
      return await readAll(response, bytesMax, what)
    } catch (error) {
      if (error instanceof PackageError) throw error
      throw unreachable(what, host, error instanceof Error ? error.message : String(error))
    } finally {
      this.open--
      this.waiting.shift()?.()
    }
  }

  /** Until there are few enough requests under way. */
  private async turn(): Promise<void> {
    while (this.open >= REQUESTS_AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.open++
  }
}

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/

async function readAll(response: Response, bytesMax: number, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (value) parts.push(value)
    size += value?.length ?? 0
    if (size > bytesMax) {
      await reader?.cancel()
      throw tooLarge(what, `an answer has more than ${bytesMax} bytes`)
    }
    if (done) break
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Takes nothing on trust: paths become names of modules. */
function readListing(answer: unknown, name: string, version: string): Listing {
  const { name: ofName, version: ofVersion, files } = (answer ?? {}) as Record<string, unknown>
  const id = `${name}@${version}`
  const unreadable = () =>
    new PackageError('packages/damaged', `${LISTINGS_HOST} gave no list of the files of ${id}`, 'Deploy again later.')
  if (ofName !== name || ofVersion !== version || !Array.isArray(files)) throw unreadable()
  if (files.length > LISTED_FILES_MAX) throw tooLarge(id, `it has ${files.length} files`)
  const listing = new Map<string, ListedFile>()
  for (const file of files as readonly unknown[]) {
    const { name: path, hash, size } = (file ?? {}) as Record<string, unknown>
    if (typeof path !== 'string' || typeof hash !== 'string' || typeof size !== 'number') throw unreadable()
    const parts = path.replace(/^\//, '').split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..')) continue
    listing.set(parts.join('/'), { hash, bytes: size })
  }
  return listing
}

async function isListed(bytes: Uint8Array<ArrayBuffer>, { hash, bytes: size }: ListedFile): Promise<boolean> {
  if (bytes.length !== size) return false
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return btoa(String.fromCharCode(...digest)) === hash
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decode(bytes)) as unknown
  } catch {
    return null
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function unreachable(what: string, host: string, reason: string): PackageError {
  return new PackageError(
    'packages/unreachable',
    `${what} could not be loaded from ${host}: ${reason}`,
    'Check the connection and deploy again. What was loaded once stays in this browser and needs no connection.',
  )
}

const notFound = (what: string): PackageError =>
  new PackageError('packages/not-found', `npm has no ${what}`, 'Check its name, and its version in package.json.')

export function tooLarge(what: string, reason: string): PackageError {
  return new PackageError(
    'packages/too-large',
    `${what} is larger than a package here may be: ${reason}`,
    'Import a smaller part of it, or another package.',
  )
}
