/** Base64 whose last character has no bits to spare, so that equal bytes are equal texts. */

const LAST_BEFORE_PADDING = ['', 'AEIMQUYcgkosw048', 'AQgw']

/**
 * What is wrong with a blob in an AWS JSON request; null: nothing.
 * Texts: recorded from DynamoDB and Kinesis (dynalite's and kinesalite's test suites).
 */
export function flawOfBase64(text: string): string | null {
  if (text.length % 4 !== 0) {
    return `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`
  }
  const content = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text
  const [stranger] = /[^A-Za-z0-9+/]/.exec(content) ?? []
  if (stranger !== undefined && stranger !== '=') return `Invalid Base64 character: '${stranger}'`
  const last = LAST_BEFORE_PADDING[text.length - content.length] ?? ''
  const spills = last !== '' && !last.includes(content.at(-1) ?? '=')
  return stranger === '=' || spills ? 'Invalid last non-pad Base64 character dectected' : null
}
