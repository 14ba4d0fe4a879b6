/**
 * Names of blobs, as Node.js gives them. The browser's own come from the machine's chance; and with one a handler could
 * `import()` what it has written itself, which loads in real time: a race with virtual timers would tell how long that
 * takes.
 */

import { uuid, type RandomSource } from './random'
import { define, SafeMap } from './realm'

const NativeBlob = Blob
const PREFIX = 'blob:nodedata:'

const named = new SafeMap<string, Blob>()

export function installObjectUrls(random: RandomSource): void {
  const functions = {
    createObjectURL(blob: unknown): string {
      if (!(blob instanceof NativeBlob)) {
        const error = new TypeError('The "obj" argument must be an instance of Blob.')
        throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' })
      }
      const url = PREFIX + uuid(random)
      named.set(url, blob)
      return url
    },
    revokeObjectURL(url: unknown): void {
      named.delete(String(url))
    },
  }
  define(URL, 'createObjectURL', functions.createObjectURL)
  define(URL, 'revokeObjectURL', functions.revokeObjectURL)
}

/** What node:buffer exports under this name. */
export function resolveObjectURL(url: unknown): Blob | undefined {
  return named.get(String(url))
}
