import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const gather = async (source: AsyncIterable<unknown>) => {
  const chunks: unknown[] = []
  for await (const chunk of source) chunks.push(chunk)
  return chunks
}

const same: Record<string, Snippet> = {
  'pipelines transform': async (require) => {
    const { Readable, Transform, Writable } = require('stream')
    const { pipeline } = require('stream/promises')
    const written: string[] = []
    await pipeline(
      Readable.from(['a', 'b']),
      new Transform({
        transform(chunk: Buffer, _encoding: string, done: (error: null, value: string) => void) {
          done(null, chunk.toString().toUpperCase())
        },
      }),
      new Writable({
        write(chunk: Buffer, _encoding: string, done: () => void) {
          written.push(chunk.toString())
          done()
        },
      }),
    )
    const generated = await new Promise((resolve) => {
      const chunks: string[] = []
      const collect = async (source: AsyncIterable<string>) => {
        for await (const chunk of source) chunks.push(String(chunk))
      }
      const double = async function* (source: AsyncIterable<string>) {
        for await (const chunk of source) yield `${chunk}${chunk}`
      }
      require('stream').pipeline(Readable.from(['x', 'y']), double, collect, (error: unknown) =>
        resolve([error, chunks]),
      )
    })
    return [written, generated]
  },
  'errors end pipelines and are reported once': async (require) => {
    const { PassThrough, Readable, finished, pipeline } = require('stream')
    const failing = new Readable({ read() { this.destroy(new Error('source')) } }) // prettier-ignore
    const sink = new PassThrough()
    const error = await new Promise((resolve) => pipeline(failing, sink, resolve))
    const early = new PassThrough()
    const premature = new Promise((resolve) => finished(early, resolve))
    early.destroy()
    const late = new PassThrough()
    late.end()
    const afterEnd = await new Promise((resolve) => late.on('error', resolve).write('x'))
    return [error, sink.destroyed, await premature, afterEnd]
  },
  'back pressure and object mode': async (require) => {
    const { Duplex, Readable, Writable } = require('stream')
    const slow = new Writable({ highWaterMark: 3, write(_chunk: unknown, _encoding: string, done: () => void) { setImmediate(done) } }) // prettier-ignore
    const accepted = [slow.write('ab'), slow.write('cd'), slow.writableLength, slow.writableNeedDrain]
    await new Promise((resolve) => slow.once('drain', resolve))
    const objects = await gather(Readable.from([{ a: 1 }, [2]]))
    const duplex = Duplex.from(async function* (source: AsyncIterable<unknown>) {
      for await (const chunk of source) yield String(chunk).length
    })
    duplex.end('four')
    return [
      accepted,
      objects,
      await gather(duplex),
      slow.writableHighWaterMark,
      new Readable().readableHighWaterMark,
      new Readable({ objectMode: true }).readableHighWaterMark,
    ]
  },
  'reads in every way': async (require) => {
    const { PassThrough, Readable } = require('stream')
    const flowing: unknown[] = []
    const stream = Readable.from([Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1), 'x'], {
      objectMode: false,
    })
    stream.setEncoding('utf8')
    await new Promise((resolve) => stream.on('data', (chunk: unknown) => flowing.push(chunk)).on('end', resolve))
    const paused = new PassThrough()
    paused.write('abcdef')
    paused.end()
    await new Promise((resolve) => paused.once('readable', resolve))
    const parts = [paused.read(2), paused.read(), paused.read()]
    const back = new PassThrough()
    back.end('tail')
    back.unshift('head ')
    return [flowing, parts, Buffer.concat((await gather(back)) as Buffer[]).toString(), await gather(Readable.from('text')), await Readable.from([1, 2, 3, 4]).filter((value: number) => value % 2 === 0).map((value: number) => value * 10).toArray(), await Readable.from([1, 2, 3]).reduce((sum: number, value: number) => sum + value, 0)] // prettier-ignore
  },
  'signals abort': async (require) => {
    const { Readable, addAbortSignal } = require('stream')
    const controller = new AbortController()
    const stream = addAbortSignal(controller.signal, new Readable({ read() {} }))
    const error = new Promise((resolve) =>
      stream.on('error', (reason: NodeJS.ErrnoException) => resolve([reason.name, reason.code])),
    )
    controller.abort()
    return [await error, stream.destroyed]
  },
  'bridges to web streams': async (require) => {
    const { Duplex, Readable, Writable } = require('stream')
    const web = Readable.toWeb(Readable.from([Buffer.from('a'), Buffer.from('b')]))
    const text = await new Response(web).text()
    const back = await gather(Readable.fromWeb(new Response('from web').body, { encoding: 'utf8' }))
    const written: string[] = []
    const sink = Writable.toWeb(new Writable({ write(chunk: Buffer, _encoding: string, done: () => void) { written.push(String(chunk)); done() } })) // prettier-ignore
    const writer = sink.getWriter()
    await writer.write(new TextEncoder().encode('one'))
    await writer.close()
    const received: string[] = []
    const target = Writable.fromWeb(new WritableStream({ write: (chunk) => void received.push(String(chunk)) }), {
      decodeStrings: false,
    })
    target.write('x')
    await new Promise((resolve) => target.end('y', resolve))
    const upper = Duplex.fromWeb(new TransformStream({ transform: (chunk, controller) => controller.enqueue(String(chunk).toUpperCase()) }), { encoding: 'utf8', decodeStrings: false }) // prettier-ignore
    upper.end('up')
    const failing = Readable.fromWeb(new ReadableStream({ pull: (controller) => controller.error(new Error('web')) }))
    const error = await new Promise((resolve) => failing.on('error', resolve).resume())
    return [text, back, written, received, (await gather(upper)).join(''), error]
  },
  consumers: async (require) => {
    const { Readable } = require('stream')
    const { arrayBuffer, blob, buffer, json, text } = require('stream/consumers')
    const split = () => Readable.from([Buffer.from('"é"').subarray(0, 2), Buffer.from('"é"').subarray(2)])
    return [
      await text(split()),
      await json(split()),
      await buffer(split()),
      await arrayBuffer(split()),
      await (await blob(split())).text(),
      await text(new Response('web').body),
    ]
  },
  'decodes characters across chunks': (require) => {
    const { StringDecoder } = require('string_decoder')
    const decode = (encoding: string, ...chunks: number[][]) => {
      const decoder = new StringDecoder(encoding)
      return [...chunks.map((chunk) => decoder.write(Buffer.from(chunk))), decoder.end()]
    }
    return [
      decode('utf8', [0xc3], [0xa9]),
      decode('utf8', [0xe2, 0x82], [0xac, 0x61]),
      decode('utf8', [0xf0, 0x9f]),
      decode('utf16le', [0x61], [0x00]),
      decode('base64', [1, 2], [3, 4]),
      decode('hex', [1], [255]),
    ]
  },
  'reads lines': async (require) => {
    const { createInterface } = require('readline')
    const { Readable } = require('stream')
    const lines = await gather(
      createInterface({ input: Readable.from(['one\ntw', 'o\r', '\nthree\rfour\n\nlast']), crlfDelay: Infinity }),
    )
    const events: unknown[] = []
    const reader = createInterface(Readable.from(['a\nb']))
    await new Promise<void>((resolve) => reader.on('line', (line: string) => events.push(line)).on('close', resolve))
    return [lines, events]
  },
}

describe('stream', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('is an EventEmitter of node:events, and takes no virtual time', async () => {
    const stream = environment.require('stream')
    const { EventEmitter } = environment.require('events')
    const { PassThrough, Stream } = stream
    const before = environment.timers.now
    const through = new PassThrough()
    expect(through).toBeInstanceOf(EventEmitter)
    expect(new Stream()).toBeInstanceOf(EventEmitter)
    expect(stream).toBe(Stream)
    expect(stream.promises).toBe(environment.require('stream/promises'))
    through.end('x')
    expect(await environment.settle(gather(through))).toHaveLength(1)
    expect(environment.timers.now).toBe(before)
  })

  test('piping to standard output does not end it', async () => {
    const { Readable } = environment.require('stream')
    const { stdout } = environment.require('process')
    const source = Readable.from(['line 1\n', 'line 2\n'])
    await environment.settle(new Promise((resolve) => void source.on('end', resolve).pipe(stdout)))
    stdout.write('line 3\n')
    expect(environment.output).toEqual(['line 1\n', 'line 2\n', 'line 3\n'])
  })
})
