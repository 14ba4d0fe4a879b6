/**
 * Whether a rule is about a request. Source: User Guide for Application Load Balancers, "Condition types for listener
 * rules": `*` stands for any number of characters, `?` for one; paths and methods are compared as they are written, hosts,
 * header values and query strings without regard to case.
 */

import { headerValue, headerValues, type RequestParts } from '../../http/request'
import type { Condition, Rule } from './state'

export const applies = ({ conditions }: Rule, request: RequestParts): boolean =>
  conditions.every((condition) => holds(condition, request))

function holds(condition: Condition, request: RequestParts): boolean {
  switch (condition.field) {
    case 'path-pattern':
      return condition.values.some((pattern) => fits(pattern, request.path, true))
    case 'host-header': {
      const host = (headerValue(request.headers, 'host') ?? request.host).replace(/:\d+$/, '')
      return condition.values.some((pattern) => fits(pattern, host, false))
    }
    case 'http-request-method':
      return condition.values.includes(request.method)
    case 'source-ip':
      return condition.values.some((block) => contains(block, request.sourceIp))
    case 'http-header': {
      const given = headerValues(request.headers, condition.name)
      return condition.values.some((pattern) => given.some((value) => fits(pattern, value, false)))
    }
    case 'query-string':
      return condition.pairs.some(({ key, value }) =>
        request.query.some(([name, text]) => (key === null || fits(key, name, false)) && fits(value, text, false)),
      )
  }
}

function fits(pattern: string, text: string, caseSensitive: boolean): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, caseSensitive ? 's' : 'is').test(text)
}

/** IPv4 in CIDR notation. */
function contains(block: string, address: string): boolean {
  const [network = '', length = '32'] = block.split('/')
  const mask = length === '0' ? 0 : (-1 << (32 - Number(length))) >>> 0
  return (numberOf(network) & mask) >>> 0 === (numberOf(address) & mask) >>> 0
}

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0)
