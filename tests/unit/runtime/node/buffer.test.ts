import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const same: Record<string, Snippet> = {
  'encodes and decodes in every encoding': (require) => {
    const { Buffer } = require('buffer')
    const bytes = Buffer.from([0, 1, 0x7f, 0x80, 0xff, 0xc3, 0xa9, 62, 63, 250, 251])
    return [
      'utf8',
      'hex',
      'base64',
      'base64url',
      'latin1',
      'binary',
      'ascii',
      'ucs2',
      'utf16le',
      'UTF-8',
      'HEX',
      'BASE64URL',
    ].map((encoding) => {
      const text = bytes.toString(encoding)
      return [
        encoding,
        text,
        Buffer.from(text, encoding),
        Buffer.byteLength(text, encoding),
        Buffer.isEncoding(encoding),
      ]
    })
  },
  'reads base64 in both alphabets, with and without padding': (require) => {
    const { Buffer } = require('buffer')
    return ['_-8', '/+8=', 'aGk', 'aGk=', 'aG k=', 'aGkh', '', '=', 'a', '-_-_'].flatMap((text) => [
      Buffer.from(text, 'base64'),
      Buffer.from(text, 'base64url'),
    ])
  },
  'takes text with emoji and lone surrogates': (require) => {
    const { Buffer } = require('buffer')
    return ['héllo', '👍🏽', '\ud800', 'a\udc00b', '€'].map((text) => [
      Buffer.from(text),
      Buffer.from(text).toString(),
      Buffer.byteLength(text),
    ])
  },
  'decodes invalid UTF-8 to replacement characters': (require) => {
    const { Buffer } = require('buffer')
    return ['c3', 'e282', 'f09f', 'ff', '80', 'eda080', 'efbbbf61'].map((hex) => Buffer.from(hex, 'hex').toString())
  },
  'makes, fills and concatenates': (require) => {
    const { Buffer } = require('buffer')
    return [
      Buffer.alloc(4),
      Buffer.alloc(5, 'ab'),
      Buffer.alloc(5, 'YWI', 'base64url'),
      Buffer.alloc(3, 7),
      Buffer.concat([Buffer.from('a'), new Uint8Array([98]), Buffer.from('c')]),
      Buffer.concat([Buffer.from('abc'), Buffer.from('def')], 4),
      Buffer.from(new Uint16Array([1, 256, 65535])),
      Buffer.from(new Uint8Array([1, 2, 3]).buffer, 1, 1),
      Buffer.from({ type: 'Buffer', data: [1, 2] }),
      Buffer.from(new String('boxed')),
      Buffer.of(1, 2, 300),
      Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1),
    ]
  },
  'slices share memory, copies do not': (require) => {
    const { Buffer } = require('buffer')
    const bytes = Buffer.from('hello')
    const part = bytes.subarray(1, 3)
    const slice = bytes.slice(-2)
    const copy = Buffer.from(bytes)
    bytes[1] = 0x45
    slice[0] = 0x4c
    return [bytes.toString(), part.toString(), copy.toString()]
  },
  'reads and writes numbers': (require) => {
    const { Buffer } = require('buffer')
    const bytes = Buffer.alloc(24)
    return [
      bytes.writeUInt32BE(0xdeadbeef),
      bytes.writeInt16LE(-2, 4),
      bytes.writeDoubleBE(Math.PI, 6),
      bytes.writeBigUInt64LE(2n ** 63n, 14),
      bytes.writeUIntBE(0x1234, 22, 2),
      bytes,
      bytes.readUInt32BE(0),
      bytes.readUint16LE(4),
      bytes.readInt16LE(4),
      bytes.readDoubleBE(6),
      String(bytes.readBigUInt64LE(14)),
      bytes.readUIntBE(22, 2),
      bytes.readFloatLE(0),
    ]
  },
  'finds and compares': (require) => {
    const { Buffer } = require('buffer')
    const bytes = Buffer.from('this is a buffer is')
    return [
      bytes.indexOf('is'),
      bytes.indexOf('is', 3),
      bytes.lastIndexOf('is'),
      bytes.indexOf(Buffer.from('buffer')),
      bytes.indexOf(97),
      bytes.includes('nope'),
      bytes.indexOf('aXM', 0, 'base64url'),
      Buffer.compare(Buffer.from('a'), Buffer.from('b')),
      Buffer.from('a').equals(Buffer.from('a')),
      bytes.toJSON(),
      [...bytes.subarray(0, 2).entries()],
      Buffer.from('0102', 'hex').swap16(),
    ]
  },
  'writes text into place': (require) => {
    const { Buffer } = require('buffer')
    const bytes = Buffer.alloc(12)
    return [
      bytes.write('abc'),
      bytes.write('YWI', 4, 'base64url'),
      bytes.write('zz', 8, 1),
      bytes.write('€', 10),
      bytes,
    ]
  },
  'tells UTF-8 and ASCII, and transcodes': (require) => {
    const { Buffer, isAscii, isUtf8, transcode } = require('buffer')
    return [
      isUtf8(Buffer.from('é')),
      isUtf8(Buffer.from([0xff])),
      isAscii(Buffer.from('a')),
      isAscii(Buffer.from('é')),
      transcode(Buffer.from('€é'), 'utf8', 'latin1'),
      transcode(Buffer.from('é'), 'utf8', 'utf16le'),
      transcode(Buffer.from('e9', 'hex'), 'latin1', 'utf8'),
    ]
  },
  'complains as Node does': (require) => {
    const { Buffer } = require('buffer')
    return each([
      () => Buffer.from(5),
      () => Buffer.from(null),
      () => Buffer.from('a', 'nope'),
      () => Buffer.from('a').toString('nope'),
      () => Buffer.alloc(-1),
      () => Buffer.alloc('a'),
      () => Buffer.byteLength(5),
      () => Buffer.concat('a'),
      () => Buffer.concat(['a']),
      () => Buffer.alloc(2).readUInt32BE(0),
      () => Buffer.alloc(2).readUInt8(5),
      () => Buffer.alloc(2).writeUInt8(500),
      () => Buffer.alloc(4).writeInt16BE(70000, 0),
      () => Buffer.alloc(4).readUInt8('a'),
      () => Buffer.compare('a', Buffer.alloc(1)),
      () => Buffer.alloc(4).copy('a'),
      () => Buffer.alloc(4).write(5),
    ])
  },
}

describe('buffer', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('prints as Node prints it', () => {
    const { Buffer } = environment.require('buffer')
    const { inspect } = environment.require('util')
    expect(inspect(Buffer.from('hi'))).toBe('<Buffer 68 69>')
    expect(inspect({ a: [Buffer.from('')] })).toBe('{ a: [ <Buffer > ] }')
  })

  test('is one class, wherever it comes from', () => {
    const { Buffer } = environment.require('buffer')
    const streamed = environment.require('stream').Readable.from([Buffer.from('a')]).read
    expect(streamed).toBeTypeOf('function')
    expect(environment.require('crypto').randomBytes(2)).toBeInstanceOf(Buffer)
    expect(environment.builtins.globals['Buffer']?.()).toBe(Buffer)
  })
})
