/** How a project wants to be formatted: its own configuration of prettier, or else prettier's defaults. */

import { parse } from 'yaml'
import type { ProjectFiles } from '../../../project/model'

/** In the order in which prettier looks for them. Those in other languages are not read. */
const FILES = ['.prettierrc', '.prettierrc.json', '.prettierrc.yaml', '.prettierrc.yml'] as const

/** What may be set: the form of the text, and nothing that would load code. */
const OPTIONS =
  'arrowParens bracketSameLine bracketSpacing experimentalOperatorPosition experimentalTernaries jsxSingleQuote objectWrap printWidth proseWrap quoteProps semi singleQuote tabWidth trailingComma useTabs'.split(
    ' ',
  )

export type PrettierOptions = Readonly<Record<string, string | number | boolean>>

/** @returns nothing for a configuration that cannot be read */
export function prettierOptions(files: ProjectFiles): PrettierOptions {
  const given = ownKey(files['package.json']) ?? FILES.map((path) => files[path]).find((text) => text !== undefined)
  const config: unknown = typeof given === 'string' ? readable(given) : given
  if (typeof config !== 'object' || config === null) return {}
  return Object.fromEntries(
    Object.entries(config).filter(
      ([name, value]) => OPTIONS.includes(name) && ['string', 'number', 'boolean'].includes(typeof value),
    ),
  ) as PrettierOptions
}

function ownKey(packageJson: string | undefined): unknown {
  const described = packageJson === undefined ? null : readable(packageJson)
  const own = typeof described === 'object' && described !== null && 'prettier' in described ? described.prettier : null
  return own ?? undefined
}

function readable(text: string): unknown {
  try {
    // JSON is YAML.
    return parse(text)
  } catch {
    return null
  }
}
