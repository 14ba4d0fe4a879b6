/** The project that an element names by a URL or a link. */

import { decodeFile, decodeLink, type LinkContent } from '../../project/share-url'
import { type Files, withTemplate } from './files'
import { unzip } from './unzip'

export interface Loaded {
  readonly files: Files
  readonly settings: Readonly<Record<string, unknown>>
  /** What a link says of it. */
  readonly readOnly?: boolean
  readonly run?: boolean
}

/** Why there is nothing to show. The message is for people. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
}

/** Bytes of a project as it is sent. */
const BYTES_MAX = 16_000_000

/** What a `.coldstart` file begins with; a zip's first file does with these letters. */
const COLDSTART = 'coldstart'
const ZIP = 'PK'

export async function loadFrom(src: string): Promise<Loaded> {
  const url = new URL(src, document.baseURI)
  const bytes = await download(url)
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, COLDSTART.length))
  if (beginning.startsWith(ZIP)) return { files: withTemplate(await unzip(bytes)), settings: {} }
  const text = (): string => new TextDecoder().decode(bytes).trim()
  const isFile = beginning === COLDSTART
  if (!isFile && !/^v\d+\./.test(beginning)) return readJson(text(), url)
  return loadedOf(await (isFile ? decodeFile(bytes) : decodeLink(text())))
}

/** The view, and a recorded run, are those of a whole page. */
const loadedOf = ({ project: { files, settings }, readOnly, run }: LinkContent): Loaded => ({
  ...{ files, readOnly, run },
  settings: { ...settings },
})

/** @param link or its fragment @throws LinkError */
export const loadLink = async (link: string): Promise<Loaded> => loadedOf(await decodeLink(fragmentOf(link)))

export const fragmentOf = (link: string): string => link.slice(link.indexOf('#') + 1)

async function download(url: URL): Promise<Uint8Array> {
  let response: Response
  try {
    response = await fetch(url)
  } catch {
    // Browsers do not tell pages why.
    const elsewhere = url.origin !== location.origin
    throw new LoadError(
      elsewhere
        ? `${url.href} could not be read. Either it cannot be reached, or it does not allow this page to read it: its server has to send “Access-Control-Allow-Origin” (CORS), and a content security policy of this page has to allow ${url.origin} in connect-src.`
        : `${url.href} could not be read. A page that was opened as a file cannot read other files: serve it, or put the project into the page.`,
    )
  }
  if (!response.ok) throw new LoadError(`${url.href} could not be read: the server answered ${response.status}.`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes.length > BYTES_MAX) throw new LoadError(`${url.href} is larger than a project may be.`)
  return bytes
}

function readJson(text: string, url: URL): Loaded {
  try {
    const { files = {}, settings = {} } = JSON.parse(text) as Partial<Loaded>
    if (Object.keys(files).length > 0 && Object.values(files).every((one) => typeof one === 'string')) {
      return { files: withTemplate(files), settings }
    }
  } catch {
    // Said below.
  }
  throw new LoadError(
    `${url.href} holds no project. It can be a .coldstart file, a zip, or JSON: { "files": { "src/index.ts": "…" } }.`,
  )
}
