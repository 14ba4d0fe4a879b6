import nodeCrypto from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const same: Record<string, Snippet> = {
  'hashes with every algorithm': (require) => {
    const { createHash } = require('crypto')
    return [
      'md5',
      'sha1',
      'sha224',
      'sha256',
      'sha384',
      'sha512',
      'sha512-256',
      'sha512-224',
      'sha3-256',
      'sha3-512',
      'ripemd160',
      'rmd160',
      'blake2b512',
      'blake2s256',
      'shake128',
      'shake256',
      'SHA256',
      'RSA-SHA256',
      'sha-256'.replace('-', ''),
    ].map((name) => [name, createHash(name).update('abc').update(Buffer.from('déf')).digest('hex')])
  },
  'hashes in every encoding, copies, and streams': async (require) => {
    const { createHash } = require('crypto')
    const { Readable } = require('stream')
    const hash = createHash('sha256').update('ab')
    const copy = hash.copy().update('x')
    const streamed = createHash('md5')
    for await (const chunk of Readable.from(['a', 'b']).pipe(streamed))
      return [
        hash.update('c').digest('base64url'),
        copy.digest('base64'),
        chunk,
        createHash('shake256', { outputLength: 5 }).update('').digest('hex'),
        createHash('md5').update('é', 'latin1').digest('latin1'),
      ]
    return undefined
  },
  'authenticates messages': (require) => {
    const { createHmac, createSecretKey } = require('crypto')
    const long = 'k'.repeat(200)
    return ['md5', 'sha1', 'sha256', 'sha512'].map((name) => [
      createHmac(name, 'key').update('data').digest('hex'),
      createHmac(name, long).update('data').digest('base64'),
      createHmac(name, createSecretKey(Buffer.from('key')))
        .update('data')
        .digest(),
    ])
  },
  'derives keys': (require) => {
    const { hkdfSync, pbkdf2Sync, scryptSync } = require('crypto')
    return [
      pbkdf2Sync('p', 's', 10, 16, 'sha1'),
      pbkdf2Sync(Buffer.from('p'), new Uint8Array([1]), 3, 40, 'sha512'),
      scryptSync('p', 's', 32, { N: 1024 }),
      scryptSync('p', 's', 8, { cost: 16, blockSize: 4, parallelization: 2 }),
      hkdfSync('sha256', 'key', 'salt', 'info', 50),
      hkdfSync('sha512', 'key', '', '', 3),
    ]
  },
  'derives keys with callbacks': async (require) => {
    const { hkdf, pbkdf2, randomBytes, scrypt } = require('crypto')
    const { promisify } = require('util')
    return [
      await promisify(pbkdf2)('p', 's', 2, 8, 'sha256'),
      await promisify(scrypt)('p', 's', 8, { N: 16 }),
      await promisify(hkdf)('sha256', 'k', 's', 'i', 8),
      (await promisify(randomBytes)(5)).length,
    ]
  },
  'encrypts and decrypts with every cipher': (require) => {
    const { createCipheriv, createDecipheriv } = require('crypto')
    const text = 'The quick brown fox jumps over the lazy dog, twice.'
    return ['cbc', 'ctr', 'ecb', 'gcm'].flatMap((mode) =>
      [128, 192, 256].map((bits) => {
        const key = Buffer.alloc(bits / 8, 'k')
        const iv = mode === 'ecb' ? null : Buffer.alloc(mode === 'gcm' ? 12 : 16, 'i')
        const cipher = createCipheriv(`aes-${bits}-${mode}`, key, iv)
        const sealed = [cipher.update(text, 'utf8', 'hex'), cipher.final('hex')]
        const tag = mode === 'gcm' ? cipher.getAuthTag() : undefined
        const decipher = createDecipheriv(`AES-${bits}-${mode}`, key, iv)
        if (tag) decipher.setAuthTag(tag)
        return [mode, bits, sealed, tag, decipher.update(sealed.join(''), 'hex', 'utf8') + decipher.final('utf8')]
      }),
    )
  },
  'gives the pieces of a cipher as they come': (require) => {
    const { createCipheriv, createDecipheriv } = require('crypto')
    return ['aes-128-cbc', 'aes-256-ctr', 'aes-256-gcm'].map((name) => {
      const key = Buffer.alloc(name.includes('128') ? 16 : 32, 1)
      const cipher = createCipheriv(name, key, Buffer.alloc(16, 2))
      if (name.endsWith('gcm')) cipher.setAAD(Buffer.from('header'))
      const pieces = [1, 15, 16, 17, 0, 40, 3].map((size) => cipher.update(Buffer.alloc(size, size)))
      pieces.push(cipher.final())
      const decipher = createDecipheriv(name, key, Buffer.alloc(16, 2))
      if (name.endsWith('gcm')) decipher.setAAD(Buffer.from('header')).setAuthTag(cipher.getAuthTag())
      const whole = Buffer.concat(pieces)
      const opened = [
        decipher.update(whole.subarray(0, 16)),
        decipher.update(whole.subarray(16, 50)),
        decipher.update(whole.subarray(50)),
        decipher.final(),
      ]
      return [name, pieces, opened]
    })
  },
  'counters of CTR and GCM carry over': (require) => {
    const { createCipheriv } = require('crypto')
    const all = Buffer.alloc(16, 0xff)
    const cipher = createCipheriv('aes-128-ctr', all, all)
    return [
      cipher.update(Buffer.alloc(20)),
      cipher.update(Buffer.alloc(50)),
      createCipheriv('aes-128-gcm', all, all).update(Buffer.alloc(70)),
      createCipheriv('aes-128-gcm', all, Buffer.alloc(8)).update(Buffer.alloc(40)),
    ]
  },
  'short tags and no padding': (require) => {
    const { createCipheriv, createDecipheriv } = require('crypto')
    const key = Buffer.alloc(16)
    const short = createCipheriv('aes-128-gcm', key, Buffer.alloc(12), { authTagLength: 4 })
    short.final()
    const bare = createCipheriv('aes-128-cbc', key, key).setAutoPadding(false)
    const sealed = bare.update(Buffer.alloc(16))
    const open = createDecipheriv('aes-128-cbc', key, key).setAutoPadding(false)
    return [short.getAuthTag(), sealed, bare.final(), open.update(sealed), open.final()]
  },
  'complains as Node does': (require) => {
    const crypto = require('crypto')
    const { Buffer } = require('buffer')
    const [key, iv] = [Buffer.alloc(16), Buffer.alloc(16)]
    const cbc = () => crypto.createDecipheriv('aes-128-cbc', key, iv)
    const gcm = () => crypto.createDecipheriv('aes-128-gcm', key, Buffer.alloc(12))
    return each([
      () => crypto.createHash('nope'),
      () => crypto.createHash(1),
      () => crypto.createHash('md5').update(5),
      () => {
        const hash = crypto.createHash('md5')
        hash.digest()
        hash.update('x')
      },
      () => {
        const hash = crypto.createHash('md5')
        hash.digest()
        hash.digest()
      },
      () => crypto.createHmac('nope', 'k'),
      () => crypto.createHmac('sha1'),
      () => crypto.createCipheriv('nope', 'k', 'i'),
      () => crypto.createCipheriv('aes-256-gcm', 'k', 'i'),
      () => crypto.createCipheriv('aes-128-cbc', key, 'i'),
      () => {
        const decipher = cbc()
        decipher.update(Buffer.alloc(16))
        decipher.final()
      },
      () => {
        const decipher = cbc()
        decipher.update(Buffer.alloc(15))
        decipher.final()
      },
      () => {
        const decipher = gcm().setAuthTag(Buffer.alloc(16))
        decipher.update('x')
        decipher.final()
      },
      () => gcm().final(),
      () => gcm().setAuthTag(Buffer.alloc(3)),
      () => crypto.createCipheriv('aes-128-gcm', key, iv).getAuthTag(),
      () => {
        const cipher = crypto.createCipheriv('aes-128-cbc', key, iv)
        cipher.final()
        cipher.update('x')
      },
      () => {
        const cipher = crypto.createCipheriv('aes-128-cbc', key, iv)
        cipher.final()
        cipher.final()
      },
      () => crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('ab')),
      () => crypto.randomBytes(-1),
      () => crypto.randomBytes('a'),
      () => crypto.randomInt(5, 1),
      () => crypto.randomInt(1.5),
      () => crypto.randomInt(0, 2 ** 50),
      () => crypto.scryptSync('a', 'b', 32, { N: 2 ** 15 }),
      () => crypto.pbkdf2Sync('a', 'b', 0, 1, 'sha1'),
      () => crypto.pbkdf2Sync('a', 'b', 1, 1, 'nope'),
      () => crypto.pbkdf2Sync('a', 'b', 1, 1),
      () => crypto.pbkdf2('a', 'b', 1, 1, 'sha1'),
      () => crypto.hkdfSync('nope', 'a', 'b', 'c', 1),
      () => crypto.hkdfSync('sha256', 'a', 'b', 'c', 1e6),
    ])
  },
  'secret keys': (require) => {
    const { createSecretKey, generateKeySync } = require('crypto')
    const key = createSecretKey(Buffer.from('ab'))
    return [
      key.type,
      key.symmetricKeySize,
      key.export(),
      key.export({ format: 'jwk' }),
      key.equals(createSecretKey('ab', 'utf8')),
      generateKeySync('aes', { length: 256 }).symmetricKeySize,
    ]
  },
  compares: (require) => {
    const { timingSafeEqual } = require('crypto')
    return [
      timingSafeEqual(Buffer.from('ab'), Buffer.from('ab')),
      timingSafeEqual(Buffer.from('ab'), new Uint8Array([97, 99])),
    ]
  },
}

describe('crypto', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('random values come from the host', async () => {
    const [one, other] = await Promise.all([createEnvironment(), createEnvironment()])
    const draw = ({ require }: Environment) => {
      const { randomBytes, randomInt, randomUUID, randomFillSync } = require('crypto')
      return [
        randomBytes(8).toString('hex'),
        randomInt(1000),
        randomUUID(),
        randomFillSync(new Uint8Array(4)),
        Array.from({ length: 50 }, () => randomInt(3, 6)),
      ]
    }
    const drawn = draw(one)
    expect(draw(other)).toEqual(drawn)
    expect(drawn[2]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(drawn[4] as number[])).toEqual(new Set([3, 4, 5]))
  })

  test('webcrypto is the environment’s', async () => {
    const { webcrypto, subtle, createHash } = environment.require('crypto')
    const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode('abc')))
    expect(Buffer.from(digest).toString('hex')).toBe(createHash('sha256').update('abc').digest('hex'))
    expect(webcrypto).toBe(environment.globals['crypto'])
  })

  test('what needs a key pair says what to use instead', () => {
    const crypto = environment.require('crypto')
    for (const name of [
      'createSign',
      'createVerify',
      'generateKeyPairSync',
      'createPrivateKey',
      'publicEncrypt',
      'createECDH',
      'X509Certificate',
    ]) {
      expect(crypto[name]).toThrow(
        expect.objectContaining({
          code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
          message: expect.stringMatching(
            new RegExp(`^crypto.${name} is not available in a browser: use crypto.webcrypto.subtle`),
          ),
        }),
      )
    }
  })

  test('what is sealed here is opened by Node', () => {
    const { createCipheriv } = environment.require('crypto')
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2))
    cipher.setAAD(Buffer.from('aad'))
    const sealed = Buffer.concat([cipher.update('secret'), cipher.final()])
    const decipher = nodeCrypto.createDecipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2))
    decipher.setAAD(Buffer.from('aad')).setAuthTag(Buffer.from(cipher.getAuthTag()))
    expect(decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8')).toBe('secret')
  })
})
