/** node:net: addresses can be told apart; connections cannot be made. */

import { unavailable, unavailableFunctions } from './node-error'
import { Duplex } from './stream'

const ADVICE = 'there are no TCP connections. Use fetch or node:http(s), or a service of the simulated cloud.'

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = `(?:${BYTE}\\.){3}${BYTE}`
const IPV4 = new RegExp(`^${V4}$`)
const GROUP = '[\\da-f]{1,4}'

function isIPv4(text: unknown): boolean {
  return IPV4.test(String(text))
}

function isIPv6(text: unknown): boolean {
  const [address = '', ...zone] = String(text).split('%')
  if (zone.length > 1 || zone[0] === '') return false
  // An embedded IPv4 address stands for the last two groups.
  const plain = address.toLowerCase().replace(new RegExp(`(?<=:)${V4}$`), '0:0')
  const halves = plain.split('::')
  if (halves.length > 2) return false
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (!groups.flat().every((group) => new RegExp(`^${GROUP}$`).test(group))) return false
  const count = groups.flat().length
  return halves.length === 2 ? count <= 7 : count === 8
}

/** Libraries subclass it when they are loaded. */
export class Socket extends Duplex {
  connecting = false
  readyState = 'closed'
  connect(): never {
    throw unavailable('net.Socket.connect', ADVICE)
  }
  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  address(): object {
    return {}
  }
}

export default {
  ...unavailableFunctions(
    'net',
    ['BlockList', 'Server', 'SocketAddress', 'connect', 'createConnection', 'createServer'],
    ADVICE,
  ),
  Socket,
  Stream: Socket,
  isIP: (text: unknown) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
  isIPv4,
  isIPv6,
  getDefaultAutoSelectFamily: () => true,
  setDefaultAutoSelectFamily: () => undefined,
  getDefaultAutoSelectFamilyAttemptTimeout: () => 250,
  setDefaultAutoSelectFamilyAttemptTimeout: () => undefined,
}
