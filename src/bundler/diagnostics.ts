/** esbuild's messages → diagnostics: its columns count UTF-8 bytes from 0, ours UTF-16 units from 1. */

import type { Location, Message } from 'esbuild-wasm'
import type { Diagnostic, SourceRange } from '../project/model'
import type { MessageDetail } from './plugins/message'
import { packageFileOf } from './plugins/package-names'
import { projectPath } from './plugins/project-files'

/** @param tsconfig path of the tsconfig.json that esbuild was given as text */
export function toDiagnostic(message: Message, severity: Diagnostic['severity'], tsconfig: string): Diagnostic {
  const detail = isDetail(message.detail) ? message.detail : null
  const notes = message.notes.map((note) => note.text + (note.location ? ` (${placeOf(note.location)})` : ''))
  const hint = detail?.hint ?? notes.join('\n')
  const inPackage = message.location ? packageFileOf(message.location.file) : null
  const location = inPackage === null ? message.location : null
  return {
    severity,
    code: detail?.code ?? codeOf(message, severity),
    // What is wrong inside a package has no place that the user could go to. Our own messages name the package.
    message: inPackage === null || detail ? message.text : `${message.text} (in ${inPackage})`,
    file: location && (location.file === '<tsconfig.json>' ? tsconfig : projectPath(location.file)),
    range: location && rangeOf(location),
    ...(hint === '' ? {} : { hint }),
    ...(detail?.offer && { offer: detail.offer }),
  }
}

function isDetail(detail: unknown): detail is MessageDetail {
  return typeof detail === 'object' && detail !== null && 'code' in detail
}

/** esbuild names its warnings (`empty-import-meta`), not its errors. */
function codeOf(message: Message, severity: Diagnostic['severity']): string {
  return `bundle/${message.id || (severity === 'error' ? 'invalid-code' : 'warning')}`
}

function placeOf(location: Location): string {
  return `${projectPath(location.file)}:${location.line}`
}

export function rangeOf(location: Pick<Location, 'line' | 'column' | 'length' | 'lineText'>): SourceRange {
  const bytes = new TextEncoder().encode(location.lineText)
  const columnAt = (offset: number) => new TextDecoder().decode(bytes.subarray(0, offset)).length + 1
  return {
    startLine: location.line,
    startColumn: columnAt(location.column),
    endLine: location.line,
    // What has no extent is shown one character wide, so that there is something to see.
    endColumn: Math.max(columnAt(location.column + location.length), columnAt(location.column) + 1),
  }
}
