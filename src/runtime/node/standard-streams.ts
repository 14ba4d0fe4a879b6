/** process.stdin, stdout and stderr: pipes, as on Lambda, and not terminals. */

import { host } from './host'
import { Readable, Writable } from './stream'

function output(fd: 1 | 2): NodeJS.WriteStream {
  // A character may be split between two chunks.
  const decoder = new TextDecoder()
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      host().writeOutput(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
      done()
    },
  })
  // Standard output cannot be closed.
  stream.destroy = () => stream
  return Object.assign(stream, { fd, isTTY: undefined, _type: 'pipe', _isStdio: true }) as unknown as NodeJS.WriteStream
}

export const stdout = output(1)
export const stderr = output(2)
export const stdin = Object.assign(Readable.from([], { objectMode: false }), { fd: 0, isTTY: undefined })
