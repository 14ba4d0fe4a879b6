import prebuilt from 'virtual:coldstart/prebuilt'
import type { ProjectFiles } from '../project/model'
import { digestOf } from './prebuilt-key'
import type { Bundle } from './protocol'

/**
 * Bundles that were built with the page, so that the examples run without downloading esbuild.
 * @returns the bundles of all functions, in the template's order, if the files they come from are those of an example,
 *   unchanged (events and tests may have changed); null otherwise
 */
export async function prebuiltFor(files: ProjectFiles): Promise<readonly Bundle[] | null> {
  // Without a secure context there are no digests; esbuild works there as well.
  if (!globalThis.crypto?.subtle) return null
  for (const example of prebuilt) {
    if ((await digestOf(files, example)) !== example.digest) continue
    // Not being able to load it only means that esbuild has to do the work.
    return await example.load().catch(() => null)
  }
  return null
}
