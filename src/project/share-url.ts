/**
 * A project in the fragment of a URL, or in a `.coldstart` file: a version, then JSON as few bytes (`link/packing.ts`), in
 * a link as base64url. DEFLATE itself would not notice a changed character, so that a checksum comes first.
 *
 * The same content always gives the same link. Every version that was ever written stays readable: `link/v1.ts`, `v2.ts`.
 */

import { PAGE_LIMITS } from '../cloud/aws/page-limits'
import { type Carrier, LinkError, damaged, newer, notOurs, tooLarge } from './link/error'
import { type LinkContent, plainContent } from './link/content'
import { type Packing, fromBase64Url, join, pack, toBase64Url, unpack } from './link/packing'
import { PACKING_V1, readV1 } from './link/v1'
import { PACKING_V2, readV2, writeV2 } from './link/v2'
import type { Project } from './model'

export { LinkError } from './link/error'
export { type LinkContent, type LinkView, type RecordedRun, plainContent } from './link/content'

/** Characters of a fragment that are made and looked at: browsers pass on at least this much. */
export const LINK_LENGTH_MAX = PAGE_LIMITS.linkLength.value
/** Bytes of a file that are looked at. */
export const FILE_BYTES_MAX = 32_000_000
/** Bytes that it may unfold to. */
const UNFOLDED_MAX: Readonly<Record<Carrier, number>> = { link: 16_000_000, file: 32_000_000 }

interface Version {
  readonly packing: Packing
  readonly read: (value: unknown, carrier: Carrier) => LinkContent | Promise<LinkContent>
}

/** One decoder for each version, for ever. */
const VERSIONS: Readonly<Record<number, Version>> = {
  1: { packing: PACKING_V1, read: readV1 },
  2: { packing: PACKING_V2, read: readV2 },
}

/** A file begins with these bytes, and a byte with the version. */
const FILE_MARK = new TextEncoder().encode('coldstart')

/**
 * @returns the fragment, without `#`
 * @throws LinkError when it is too large; ProjectError when the files are no project's
 */
export async function encodeLink(content: LinkContent): Promise<string> {
  const fragment = `v2.${toBase64Url(await packed(content, 'link'))}`
  if (fragment.length > LINK_LENGTH_MAX) {
    throw new LinkError(
      'too-large',
      `The project is too large for a link (${fragment.length.toLocaleString('en-US')} characters). Download it as a file instead.`,
    )
  }
  return fragment
}

/** The same without a limit to its length. */
export async function encodeFile(content: LinkContent): Promise<Uint8Array<ArrayBuffer>> {
  return join([FILE_MARK, Uint8Array.of(2), await packed(content, 'file')])
}

/** What is made here can be opened here. */
async function packed(content: LinkContent, carrier: Carrier): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(await writeV2(content))
  if (bytes.length > UNFOLDED_MAX[carrier]) {
    const advice = content.recorded ? 'Leave out what was recorded.' : 'Download it as a file instead.'
    throw new LinkError('too-large', `This is too large for a ${carrier}. ${advice}`)
  }
  return pack(bytes, PACKING_V2)
}

/**
 * @param fragment with or without `#`
 * @throws LinkError and nothing else
 */
export async function decodeLink(fragment: string): Promise<LinkContent> {
  if (fragment.length > LINK_LENGTH_MAX * 2) throw tooLarge('link')
  // Mail programs break long lines.
  const text = fragment.replace(/^#|\s+/g, '')
  const [, version, body] = /^v(\d{1,6})\.([\s\S]*)$/.exec(text) ?? []
  if (version === undefined || body === undefined) throw notOurs('link')
  if (text.length > LINK_LENGTH_MAX) throw tooLarge('link')
  return decode(Number(version), () => fromBase64Url(body), 'link')
}

/**
 * @param bytes of a `.coldstart` file
 * @throws LinkError and nothing else
 */
export async function decodeFile(bytes: Uint8Array): Promise<LinkContent> {
  if (!FILE_MARK.every((byte, index) => byte === bytes[index])) throw notOurs('file')
  if (bytes.length > FILE_BYTES_MAX) throw tooLarge('file')
  return decode(bytes[FILE_MARK.length] ?? 0, () => bytes.subarray(FILE_MARK.length + 1), 'file')
}

async function decode(version: number, body: () => Uint8Array, carrier: Carrier): Promise<LinkContent> {
  const known = VERSIONS[version]
  if (!known) throw version === 0 ? damaged(carrier) : newer(carrier)
  try {
    const value: unknown = JSON.parse(await unpack(body(), known.packing, UNFOLDED_MAX[carrier], carrier))
    return await known.read(value, carrier)
  } catch (error) {
    throw error instanceof LinkError ? error : damaged(carrier)
  }
}

/** A link to a project as it is, and nothing else. */
export const encodeProject = (project: Project): Promise<string> => encodeLink(plainContent(project))

export const decodeProject = async (fragment: string): Promise<Project> => (await decodeLink(fragment)).project
