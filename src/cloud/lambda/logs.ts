/** Where a function's log goes. Source: Guide, "Configuring CloudWatch log groups". */

import { isoDate } from '../aws/timestamps'

/**
 * `2026/01/31/[$LATEST]<32 hex>`; in a group of its own choice, which functions may share, with the function's name.
 * @param now virtual milliseconds since the epoch
 */
export function logStreamName(
  now: number,
  fn: { readonly name: string; readonly logGroup: string },
  version: string,
  id: string,
): string {
  const name = fn.logGroup === `/aws/lambda/${fn.name}` ? '' : fn.name
  return `${isoDate(now).replaceAll('-', '/')}/${name}[${version}]${id}`
}
