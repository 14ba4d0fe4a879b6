/**
 * The projects that come with Coldstart: all but the first are loaded when they are opened. Each is a folder below
 * src/examples, with what the gallery says of it in `example.json`.
 */

import found from 'virtual:coldstart/examples'
import { FIRST, firstExample, type Listing, projectOf, type Subject, SUBJECTS } from './first-example'
import type { Project } from './model'

export { type Subject, SUBJECTS }

export interface Example extends Pick<Listing, 'id' | 'title' | 'point' | 'subject' | 'services' | 'tags'> {
  /** @throws Error when the files cannot be loaded, as without network */
  load(): Promise<Project>
}

const PLACES = 100

const rank = ({ listing }: (typeof found)[number]): number =>
  listing.id === FIRST.id ? -1 : SUBJECTS.indexOf(listing.subject) * PLACES + (listing.place ?? PLACES - 1)

/** The first one first, then by subject. */
export const examples: readonly Example[] = found
  .toSorted((one, other) => rank(one) - rank(other))
  .map(({ listing, load }) => ({
    ...listing,
    load: async () => (listing.id === FIRST.id ? firstExample() : projectOf(listing, await load())),
  }))
