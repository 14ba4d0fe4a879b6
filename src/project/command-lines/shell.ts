/** Words of a POSIX shell's command line. */

/** What no shell reads as anything but itself, at any place of a word. */
const PLAIN = /^[A-Za-z0-9_@:,.+/-][A-Za-z0-9_@:,.+/=-]*$/

export class NotAWord extends Error {
  override readonly name = 'NotAWord'
}

/**
 * @returns the text as one word
 * @throws NotAWord for what no argument can hold
 */
export function quoted(text: string): string {
  if (text.includes('\0')) throw new NotAWord('No argument of a command can hold the character NUL.')
  if (/\p{Surrogate}/u.test(text)) throw new NotAWord('It holds half a character, which has no bytes.')
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** An option on a line of its own; a value that looks like an option itself is tied to its name. */
export function option(name: string, value: string): string {
  return value.startsWith('-') ? `${name}=${quoted(value)}` : `${name} ${quoted(value)}`
}

/** One command over several lines. */
export const commandLine = (first: string, options: readonly string[]): string => [first, ...options].join(' \\\n  ')
