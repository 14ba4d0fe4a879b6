/** Keys from a template, and ciphertexts as such. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { decrypt, encrypt, keyIdOf } from '../../../../../src/cloud/services/kms/ciphertext'
import { deploy, resource } from '../../stack'
import { call } from '../json-api'

const key = (properties: Record<string, TemplateValue> = {}) => resource('Key', 'AWS::KMS::Key', properties)
const start = (...resources: Parameters<typeof deploy>[0]) => deploy(resources, { invoke: () => ({}) })

describe('a key from a template', () => {
  it('has its alias, policy and rotation', async () => {
    const run = start(
      key({ Description: 'd', EnableKeyRotation: true }),
      resource('Alias', 'AWS::KMS::Alias', { AliasName: 'alias/app', TargetKeyId: { Ref: 'Key' } }),
    )
    expect(run.diagnostics).toEqual([])
    const { KeyMetadata } = await call(run.cloud, 'kms', 'DescribeKey', { KeyId: 'alias/app' })
    expect(KeyMetadata).toMatchObject({ Description: 'd', KeySpec: 'SYMMETRIC_DEFAULT', KeyState: 'Enabled' })
    const { KeyId } = KeyMetadata as { KeyId: string }
    expect(await call(run.cloud, 'kms', 'GetKeyRotationStatus', { KeyId })).toMatchObject({ KeyRotationEnabled: true })
  })

  it('waits to be deleted when it leaves the stack', async () => {
    const run = start(key())
    const { Keys } = (await call(run.cloud, 'kms', 'ListKeys', {})) as { Keys: { KeyId: string }[] }
    run.cloud.deploy({ stackName: 'test', resources: [], parameters: {}, outputs: {} }, new Map())
    expect(await call(run.cloud, 'kms', 'DescribeKey', { KeyId: Keys[0]?.KeyId })).toMatchObject({
      KeyMetadata: { KeyState: 'PendingDeletion' },
    })
    expect(run.cloud.kernel.nextForegroundAt).toBeNull()
    await run.advance(30 * 86_400_000)
    expect(await call(run.cloud, 'kms', 'ListKeys', {})).toMatchObject({ Keys: [] })
  })

  it.each([
    ['KeySpec', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['KeyUsage', { KeySpec: 'HMAC_256' }],
    ['MultiRegion', { MultiRegion: true }],
    ['KeyPolicy', { KeyPolicy: { Statement: 'all' } }],
  ] as const)('is refused for its %s', (path, properties) => {
    expect(start(key(properties)).diagnostics).toMatchObject([{ path: [path] }])
  })
})

it('materials differ by key and stay the same for a seed', async () => {
  const macs = async () => {
    const run = start(
      key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
      resource('Other', 'AWS::KMS::Key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    )
    const { Keys } = (await call(run.cloud, 'kms', 'ListKeys', {})) as { Keys: { KeyId: string }[] }
    return Promise.all(
      Keys.map(async ({ KeyId }) => {
        const input = { KeyId, Message: btoa('x'), MacAlgorithm: 'HMAC_SHA_256' }
        return (await call(run.cloud, 'kms', 'GenerateMac', input))['Mac']
      }),
    )
  }
  const [first, second] = await macs()
  expect(first).not.toBe(second)
  expect(await macs()).toEqual([first, second])
})

describe('a ciphertext', () => {
  const id = '134f2428-cec1-4b25-a1ae-9048164dba47'
  const material = new Uint8Array(32).fill(7)
  const vector = new Uint8Array(12).fill(9)
  const plaintext = new TextEncoder().encode('secret')
  const sealed = encrypt(id, material, plaintext, { a: '1', b: '2' }, vector)

  it('names its key, and is opened with the same context in any order', () => {
    expect(keyIdOf(sealed)).toBe(id)
    expect(decrypt(material, sealed, { b: '2', a: '1' })).toEqual(plaintext)
  })

  it('is not opened with another context, another key, or when changed', () => {
    expect(decrypt(material, sealed, { a: '1' })).toBeNull()
    expect(decrypt(new Uint8Array(32), sealed, { a: '1', b: '2' })).toBeNull()
    const changed = Uint8Array.from(sealed)
    changed[changed.length - 1] = 255 - (changed.at(-1) ?? 0)
    expect(decrypt(material, changed, { a: '1', b: '2' })).toBeNull()
  })

  it('is AES-GCM with the context as additional data', async () => {
    // The same from another implementation.
    const { createDecipheriv } = await import('node:crypto')
    const decipher = createDecipheriv('aes-256-gcm', material, sealed.subarray(21, 33))
    decipher.setAAD(Buffer.from('[["a","1"],["b","2"]]'))
    decipher.setAuthTag(sealed.subarray(-16))
    expect(Buffer.concat([decipher.update(sealed.subarray(33, -16)), decipher.final()]).toString()).toBe('secret')
  })

  it.each([new Uint8Array(), new Uint8Array(100), Uint8Array.of(1, 2, 2, 0, 120, 1)])('is none: %o', (bytes) => {
    expect(keyIdOf(bytes)).toBeNull()
  })
})
