/**
 * Deployment packages: a zip archive becomes the files of /var/task; size and fingerprint of what is deployed.
 * Source: CreateFunction API (Code), Guide, "Working with .zip file archives for Node.js Lambda functions"; error texts
 * recorded from AWS (LocalStack's test suite).
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { unzipSync } from 'fflate'
import type { CodePackage } from '../../services/contract'
import * as limits from '../limits'
import { errors } from './wire'

export interface PackageFacts {
  /** Bytes: of the archive, or of all files together where no archive was ever made. */
  readonly size: number
  /** SHA-256, base64. */
  readonly sha256: string
}

const facts = new WeakMap<CodePackage, PackageFacts>()

/** @throws AwsError */
export function packageOfZip(bytes: Uint8Array): CodePackage {
  if (bytes.length > limits.ZIP_MAX) {
    // Text from users' reports; not recorded.
    throw errors.invalidParameter(`Zip file size exceeds the limit of ${limits.ZIP_MAX} bytes`)
  }
  const code: CodePackage = { files: textsOf(unzip(bytes)), layers: [] }
  facts.set(code, { size: bytes.length, sha256: base64(sha256(bytes)) })
  return code
}

/** Of code that a template deployed there is no archive: its files, in order, stand for it. */
export function factsOf(code: CodePackage): PackageFacts {
  const known = facts.get(code)
  if (known) return known
  const encoder = new TextEncoder()
  const hash = sha256.create()
  let size = 0
  for (const path of Object.keys(code.files).sort()) {
    const bytes = encoder.encode(code.files[path])
    size += bytes.length
    hash.update(encoder.encode(`${path}\0${bytes.length}\0`)).update(bytes)
  }
  const found = { size, sha256: base64(hash.digest()) }
  facts.set(code, found)
  return found
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let size = 0
  const tooLarge = errors.invalidParameter(`Unzipped size must be smaller than ${limits.UNZIPPED_MAX} bytes`)
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        size += originalSize
        if (size >= limits.UNZIPPED_MAX) throw tooLarge
        return !name.endsWith('/')
      },
    })
  } catch (error) {
    if (error === tooLarge) throw tooLarge
    throw errors.invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.')
  }
}

/** Environments have texts alone: a file of another kind is refused, not damaged. */
function textsOf(files: Readonly<Record<string, Uint8Array>>): CodePackage['files'] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => {
      try {
        return [path, decoder.decode(bytes)]
      } catch {
        throw errors.notSimulated(`A deployment package with a binary file (${path}) is`)
      }
    }),
  )
}

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for what is not base64 */
export function bytesOfBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
