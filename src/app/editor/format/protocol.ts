import type { PrettierOptions } from './config'

export interface FormatRequest {
  readonly id: number
  readonly path: string
  readonly text: string
  /** In UTF-16 units. */
  readonly cursor: number
  readonly options: PrettierOptions
}

export interface Formatted {
  readonly text: string
  readonly cursor: number
}

/** `problem`: why it could not be formatted, in a line. */
export type FormatAnswer = { readonly id: number } & (Formatted | { readonly problem: string })

/** Ending → prettier's parser. */
const PARSERS: Readonly<Record<string, 'typescript' | 'babel' | 'json' | 'yaml' | 'markdown'>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  js: 'babel',
  mjs: 'babel',
  cjs: 'babel',
  jsx: 'babel',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
}

/** @returns null for files that are left as they are */
export function parserOf(path: string) {
  return PARSERS[path.slice(path.lastIndexOf('.') + 1)] ?? null
}
