/** util.inspect and util.format: Node's own, extracted. A file of its own because console needs no more of util. */

import type * as Util from 'node:util'
import * as extracted from 'node-inspect-extracted'

// The environment must see exactly what Lambda prints, and Lambda's streams have no colours.
export const inspect = extracted.inspect as unknown as typeof Util.inspect
export const format = extracted.format as (...values: readonly unknown[]) => string
export const formatWithOptions = extracted.formatWithOptions as unknown as typeof Util.formatWithOptions
export const stripVTControlCharacters = extracted.stripVTControlCharacters as (text: string) => string
