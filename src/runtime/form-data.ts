/**
 * multipart/form-data as Node sends it (undici's `extractBody`). A browser's own encoding has a boundary that is drawn
 * outside of the environment, and looks different in each.
 */

import type { RandomSource } from './random'
import { uncurry } from './realm'

const forEachField = uncurry(FormData.prototype.forEach)
const FormBlob = Blob

/** Digits of undici's boundaries. */
const BOUNDARY_DIGITS = 11

export function encodeForm(form: FormData, random: RandomSource): { readonly body: Blob; readonly type: string } {
  const number = Math.floor(random.number() * 10 ** BOUNDARY_DIGITS)
  const boundary = `----formdata-undici-0${String(number).padStart(BOUNDARY_DIGITS, '0')}`
  const parts: (string | Blob)[] = []
  forEachField(form, (value, name) => {
    const start = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(lines(name))}"`
    if (typeof value === 'string') parts.push(`${start}\r\n\r\n${lines(value)}\r\n`)
    else {
      const type = value.type || 'application/octet-stream'
      parts.push(`${start}; filename="${escape(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, '\r\n')
    }
  })
  parts.push(`--${boundary}--\r\n`)
  return { body: new FormBlob(parts), type: `multipart/form-data; boundary=${boundary}` }
}

const lines = (text: string): string => text.replace(/\r?\n|\r/g, '\r\n')

const escape = (text: string): string => text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22')
