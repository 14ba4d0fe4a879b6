/** A server of the test that would answer anybody, over every protocol that an attack might use, and counts who comes. */

import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ListeningPost {
  /** What attacks are told: where it is. */
  readonly addresses: {
    readonly url: string
    readonly ws: string
    readonly host: string
    readonly port: number
    readonly udp: number
  }
  /** One entry for each connection, request, upgrade and datagram. */
  readonly hits: readonly string[]
  close(): Promise<void>
}

export async function openListeningPost(): Promise<ListeningPost> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
    response.end('export default 1')
  })
  // TLS for WebTransport or https never gets as far as a request.
  server.on('connection', () => hits.push('a connection'))
  server.on('upgrade', (request, socket) => {
    hits.push(`upgrade ${request.url}`)
    socket.destroy()
  })
  const datagrams = createSocket('udp4')
  datagrams.on('message', () => hits.push('a datagram'))
  const host = '127.0.0.1'
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  await new Promise<void>((resolve) => datagrams.bind(0, host, resolve))
  const { port } = server.address() as AddressInfo
  const { port: udp } = datagrams.address()
  return {
    addresses: { url: `http://${host}:${port}`, ws: `ws://${host}:${port}`, host, port, udp },
    hits,
    async close() {
      server.closeAllConnections()
      await Promise.all([
        new Promise((resolve) => server.close(resolve)),
        new Promise<void>((resolve) => datagrams.close(() => resolve())),
      ])
    },
  }
}
