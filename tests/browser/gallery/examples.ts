/** The gallery's examples as they lie in their folders, each with what Run sends first. */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Listing } from '../../../src/project/first-example'

const FOLDER = path.join(import.meta.dirname, '../../../src/examples')
const LISTING_FILE = 'example.json'

export interface Example {
  readonly id: string
  readonly files: Readonly<Record<string, string>>
  readonly listing: Pick<Listing, 'stimulus' | 'request' | 'accountConcurrency'>
}

export const EXAMPLES: readonly (Example & { readonly listing: Omit<Listing, 'id'> })[] = readdirSync(FOLDER).map(
  (id) => {
    const { [LISTING_FILE]: listing = '', ...files } = filesOf(path.join(FOLDER, id))
    return { id, files, listing: JSON.parse(listing) as Omit<Listing, 'id'> }
  },
)

function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name)
      return [path.relative(folder, file), readFileSync(file, 'utf8')]
    }),
  )
}
