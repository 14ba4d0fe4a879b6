/** The value of X-Amzn-Trace-Id: a caller's Root is kept. Source: X-Ray Developer Guide, "Tracing header". */

import type { Random } from '../kernel/random'
import { headerValue, type RequestParts } from './request'

export function traceIdOf(
  request: RequestParts,
  kernel: { readonly now: number; random(stream: string): Random },
): string {
  const given = headerValue(request.headers, 'x-amzn-trace-id')
  if (given !== undefined && /Root=1-[0-9a-f]{8}-[0-9a-f]{24}/.test(given)) return given
  const seconds = Math.floor(kernel.now / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${kernel.random('trace-ids').hex(24)}`
}
