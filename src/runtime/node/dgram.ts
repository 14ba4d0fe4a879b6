/**
 * node:dgram. Datagrams to the X-Ray daemon, which tracers send without waiting for anything, become requests to it.
 * Everything else fails.
 */

import { Buffer } from './buffer'
import { EventEmitter } from './events'
import { unavailable } from './node-error'
import process from './process'

const ADVICE = 'a page has no UDP. Only the X-Ray daemon can be written to.'

type Callback = (error: Error | null, bytes?: number) => void

class Socket extends EventEmitter {
  /** (message, port, address) or (message, offset, length, port, address), and perhaps a callback. */
  send(message: string | Uint8Array, ...rest: unknown[]): void {
    const callback = typeof rest.at(-1) === 'function' ? (rest.pop() as Callback) : undefined
    const hasRange =
      rest.length >= 3 ||
      (rest.length === 2 && typeof rest[1] === 'number' && typeof rest[0] === 'number' && rest[0] < 1)
    const [port, address] = (hasRange ? rest.slice(2) : rest) as [number | undefined, string | undefined]
    const length = hasRange ? (rest[1] as number) : Buffer.byteLength(message)
    const target = `${address ?? '127.0.0.1'}:${port}`
    const toDaemon = isXRayDaemon(target)
    if (toDaemon) forward(message, hasRange ? (rest[0] as number) : 0, length)
    const error = toDaemon ? null : unavailable(`dgram.Socket.send to ${target}`, ADVICE)
    process.nextTick(() => {
      if (callback) callback(error, length)
      else if (error) this.emit('error', error)
    })
  }
  bind(): never {
    throw unavailable('dgram.Socket.bind', ADVICE)
  }
  close(callback?: () => void): this {
    if (callback) this.once('close', callback)
    process.nextTick(() => this.emit('close'))
    return this
  }
  address(): object {
    return { address: '0.0.0.0', family: 'IPv4', port: 0 }
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}

/** Goes to the daemon that the cloud has beside the function. */
function forward(message: string | Uint8Array, offset: number, length: number): void {
  const bytes = typeof message === 'string' ? Buffer.from(message) : message
  const body = Buffer.from(bytes.subarray(offset, offset + length)).toString()
  // A datagram that is lost is nobody's concern.
  globalThis.fetch('http://169.254.100.1:2000/', { method: 'POST', body }).catch(() => undefined)
}

function isXRayDaemon(target: string): boolean {
  return target === (process.env['AWS_XRAY_DAEMON_ADDRESS'] ?? '169.254.100.1:2000')
}

export default { Socket, createSocket: () => new Socket() }
