import nodeZlib from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, plain, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

/** Texts, noise and runs: what makes each kind of block. */
function samples(): Buffer[] {
  let state = 5
  const noise = Buffer.from(
    Array.from({ length: 70_000 }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24),
  )
  const words = ['lambda', 'queue', ' ', 'event', '\n', 'retry', '{"a":1}']
  const text = Array.from(
    { length: 40_000 },
    (_, index) => words[(index * 7 + (noise[index] ?? 0)) % words.length],
  ).join('')
  return [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.from('hello hello hello'),
    Buffer.from(text),
    noise,
    Buffer.alloc(100_000, 'x'),
  ]
}

const damaged: Record<string, Snippet> = {
  'names what is wrong with the data': (require) => {
    const zlib = require('zlib')
    const good = nodeZlib.gzipSync('hello '.repeat(100))
    const raw = nodeZlib.deflateRawSync('hello '.repeat(100))
    const changed = (bytes: Buffer, at: number, value: number) => {
      const copy = Buffer.from(bytes)
      copy[at < 0 ? copy.length + at : at] = value
      return copy
    }
    return each([
      () => zlib.gunzipSync('not compressed'),
      () => zlib.gunzipSync(Buffer.alloc(0)),
      () => zlib.gunzipSync(good.subarray(0, -1)),
      () => zlib.gunzipSync(good.subarray(0, 12)),
      () => zlib.gunzipSync(changed(good, -1, 9)),
      () => zlib.gunzipSync(changed(good, -5, 9)),
      () => zlib.gunzipSync(changed(good, 2, 9)),
      () => zlib.gunzipSync(changed(good, 3, 0xff)),
      () => zlib.inflateSync('not compressed'),
      () => zlib.inflateSync(Buffer.from([0x79, 0x9c, 0, 0])),
      () => zlib.inflateSync(changed(nodeZlib.deflateSync('hello'), -1, 9)),
      () => zlib.inflateRawSync(Buffer.from([7])),
      () => zlib.inflateRawSync(Buffer.from([1, 1, 0, 0, 0])),
      () => zlib.inflateRawSync(Buffer.from([5, 0xff, 0xff, 0xff, 0xff, 0xff])),
      () => zlib.inflateRawSync(raw.subarray(0, -2)),
      () => zlib.inflateRawSync(Buffer.from([0x63, 0x02, 0x42, 0, 0, 0])),
      () => zlib.unzipSync('zzzz'),
      () => zlib.gzipSync(5),
      () => zlib.gunzip(good),
      () => zlib.gzipSync('a', { level: 12 }),
      () => zlib.gunzipSync(nodeZlib.gzipSync('a'.repeat(100)), { maxOutputLength: 10 }),
    ])
  },
  'reads members, trailing garbage and truncated data as Node does': (require) => {
    const zlib = require('zlib')
    const [a, b] = [nodeZlib.gzipSync('one '), nodeZlib.gzipSync('two')]
    return each([
      () => zlib.gunzipSync(Buffer.concat([a, b])).toString(),
      () => zlib.gunzipSync(Buffer.concat([a, Buffer.from('garbage')])).toString(),
      () => zlib.gunzipSync(Buffer.concat([a, Buffer.from([0x1f, 0x8b, 0xff])])).toString(),
      ...[[0x1f], [0x1f, 0x8b], [0x1f, 0], [0x1f, 0x8b, 8], [0, 0, 0], [1, 2]].flatMap((bytes) => [
        () => zlib.gunzipSync(Buffer.concat([a, Buffer.from(bytes)])).toString(),
        () => zlib.gunzipSync(Buffer.from(bytes)).toString(),
        () => zlib.unzipSync(Buffer.from(bytes)).toString(),
      ]),
      () => zlib.unzipSync(Buffer.concat([a, b])).toString(),
      () => zlib.inflateSync(nodeZlib.deflateSync('with dictionary', { dictionary: Buffer.from('dictionary') })),
      () =>
        zlib.inflateSync(nodeZlib.deflateSync('with dictionary', { dictionary: Buffer.from('dictionary') }), {
          dictionary: Buffer.from('x'),
        }),
      () => zlib.unzipSync(nodeZlib.deflateSync('zlib')).toString(),
      () => zlib.inflateSync(Buffer.concat([nodeZlib.deflateSync('x'), Buffer.from('rest')])).toString(),
      () =>
        zlib
          .gunzipSync(nodeZlib.gzipSync('cut off').subarray(0, -9), { finishFlush: zlib.constants.Z_SYNC_FLUSH })
          .toString().length >= 0,
      () =>
        zlib
          .inflateSync(nodeZlib.deflateSync('with dictionary', { dictionary: Buffer.from('dictionary with') }), {
            dictionary: Buffer.from('dictionary with'),
          })
          .toString(),
      () =>
        zlib
          .inflateRawSync(nodeZlib.deflateRawSync('with dictionary', { dictionary: Buffer.from('dictionary with') }), {
            dictionary: Buffer.from('dictionary with'),
          })
          .toString(),
    ])
  },
  sums: (require) => [
    require('zlib').crc32('hello'),
    require('zlib').crc32(Buffer.from('world'), 907060870),
    require('zlib').crc32(''),
  ],
}

describe('zlib', () => {
  test.each(Object.entries(damaged))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test.each([
    ['gzip', 'gunzip'],
    ['deflate', 'inflate'],
    ['deflateRaw', 'inflateRaw'],
    ['gzip', 'unzip'],
    ['deflate', 'unzip'],
  ] as const)('%s and %s understand each other and Node', (compress, decompress) => {
    const zlib = environment.require('zlib')
    const node = nodeZlib as unknown as typeof zlib
    for (const sample of samples()) {
      for (const level of [0, 1, 6, 9]) {
        const ours = zlib[`${compress}Sync`](sample, { level })
        expect(sample.equals(node[`${decompress}Sync`](ours))).toBe(true)
        expect(sample.equals(zlib[`${decompress}Sync`](ours))).toBe(true)
        expect(sample.equals(zlib[`${decompress}Sync`](node[`${compress}Sync`](sample, { level })))).toBe(true)
      }
      const fixed = node[`${compress}Sync`](sample, { strategy: nodeZlib.constants.Z_FIXED })
      expect(sample.equals(zlib[`${decompress}Sync`](fixed))).toBe(true)
    }
  })

  test('damaged data fails exactly as with zlib, or not at all', () => {
    const ours = environment.require('zlib')
    let seed = 20
    const draw = (below: number) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % below
    const result = (run: () => Uint8Array) => {
      try {
        return Buffer.from(run()).toString('hex')
      } catch (error) {
        return `${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`
      }
    }
    const differences: unknown[] = []
    for (let round = 0; round < 3000; round++) {
      const source = Buffer.from(Array.from({ length: draw(300) }, () => 97 + draw(4) + (draw(20) ? 0 : draw(50))))
      const strategy = draw(3) ? 0 : nodeZlib.constants.Z_FIXED
      let data = nodeZlib.gzipSync(source, { level: draw(10), strategy })
      for (let damage = draw(3); damage >= 0 && data.length > 0; damage--) {
        if (draw(4) === 0) data = data.subarray(0, draw(data.length) + 1)
        else data.writeUInt8((data.readUInt8(draw(data.length)) ^ (1 << draw(8))) & 0xff, draw(data.length))
      }
      const [expected, actual] = [result(() => nodeZlib.gunzipSync(data)), result(() => ours.gunzipSync(data))]
      if (actual !== expected) differences.push([data.toString('hex'), expected, actual])
    }
    expect(differences).toEqual([])
  })

  test('streams take their input in any pieces', async () => {
    const zlib = environment.require('zlib')
    const { Readable } = environment.require('stream')
    for (const sample of samples()) {
      const packed = nodeZlib.gzipSync(sample)
      for (const size of [1, 7, 1000]) {
        if (packed.length / size > 5000) continue
        const pieces = Array.from({ length: Math.ceil(packed.length / size) }, (_, index) =>
          packed.subarray(index * size, (index + 1) * size),
        )
        const chunks: Uint8Array[] = []
        const read = async () => {
          for await (const chunk of Readable.from(pieces).pipe(zlib.createGunzip())) chunks.push(chunk)
        }
        await environment.settle(read())
        expect(Buffer.concat(chunks).equals(sample)).toBe(true)
      }
    }
  })

  test('compressing streams, flushing and damage', async () => {
    const zlib = environment.require('zlib')
    const { pipeline } = environment.require('stream/promises')
    const { PassThrough, Readable } = environment.require('stream')
    const gzip = zlib.createGzip()
    const flushed = new Promise<void>((resolve) => {
      gzip.write('first')
      gzip.flush(() => resolve())
    })
    await environment.settle(flushed)
    const early = gzip.read()
    expect(nodeZlib.gunzipSync(early, { finishFlush: nodeZlib.constants.Z_SYNC_FLUSH }).toString()).toBe('first')
    gzip.end(' last')
    const rest: Uint8Array[] = []
    const read = async () => {
      for await (const chunk of gzip) rest.push(chunk)
    }
    await environment.settle(read())
    expect(nodeZlib.gunzipSync(Buffer.concat([early, ...rest])).toString()).toBe('first last')
    const broken = pipeline(Readable.from([Buffer.from('nope')]), zlib.createGunzip(), new PassThrough()).catch(plain)
    expect(await environment.settle(broken)).toEqual({
      error: 'Error',
      message: 'incorrect header check',
      code: 'Z_DATA_ERROR',
      errno: -3,
      syscall: undefined,
    })
    expect(zlib.createGzip()).toBeInstanceOf(zlib.Gzip)
    expect(zlib.createGzip()).toBeInstanceOf(environment.require('stream').Transform)
  })

  test('callbacks and promisify', async () => {
    const zlib = environment.require('zlib')
    const { promisify } = environment.require('util')
    const packed = await environment.settle(promisify(zlib.gzip)('text'))
    expect(nodeZlib.gunzipSync(packed as Uint8Array).toString()).toBe('text')
    const failed = promisify(zlib.gunzip)('nope').catch((error: Error) => plain(error))
    expect(await environment.settle(failed)).toMatchObject({ code: 'Z_DATA_ERROR' })
  })

  test('the clock leaves no trace in what is compressed', () => {
    const zlib = environment.require('zlib')
    const before = zlib.gzipSync('x')
    environment.timers.now += 1e6
    expect(zlib.gzipSync('x').equals(before)).toBe(true)
    expect(before.subarray(4, 8).toString('hex')).toBe('00000000')
  })

  test('Brotli and Zstandard say what to use', () => {
    const zlib = environment.require('zlib')
    for (const name of ['brotliCompressSync', 'createBrotliDecompress', 'zstdCompress']) {
      expect(zlib[name]).toThrow(/is not available in a browser: use gzip or deflate/)
    }
  })
})
