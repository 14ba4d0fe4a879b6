export const FIRST_PAINT_MAX_KB: number
export function firstPaintFiles(dist: string): readonly { readonly file: string; readonly kilobytes: number }[]
export function sumOf(files: readonly { readonly kilobytes: number }[]): number
