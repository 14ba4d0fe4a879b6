import { createHash } from 'node:crypto'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { factsOf, packageOfZip } from '../../../../../src/cloud/lambda/api/package'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`
    throw error
  }
  throw new Error('not refused')
}

describe('a deployment package', () => {
  it('becomes the files of /var/task; folders are not files', () => {
    const zip = zipSync({ 'index.js': bytes('1'), lib: { 'a.js': bytes('ä') }, 'empty/': new Uint8Array() })
    expect(packageOfZip(zip)).toEqual({ files: { 'index.js': '1', 'lib/a.js': 'ä' }, layers: [] })
  })

  it('has the archive’s size and SHA-256 (FunctionConfiguration, CodeSize and CodeSha256)', () => {
    const zip = zipSync({ 'index.js': bytes('1') })
    expect(factsOf(packageOfZip(zip))).toEqual({
      size: zip.length,
      sha256: createHash('sha256').update(zip).digest('base64'),
    })
  })

  it('that a template deployed is known by its files: the same files, the same fingerprint', () => {
    const facts = (files: Record<string, string>) => factsOf({ files, layers: [] })
    expect(facts({ a: '1', b: '2' })).toEqual(facts({ b: '2', a: '1' }))
    expect(facts({ a: '12', b: '' }).sha256).not.toBe(facts({ a: '1', b: '2' }).sha256)
    expect(facts({ a: 'ä' }).size).toBe(2)
  })

  it('is refused when it is none, when it is cut off, and with a file that is no text', () => {
    const unreadable =
      'InvalidParameterValueException: Could not unzip uploaded file. Please check your file, then try to upload again.'
    const zip = zipSync({ 'index.js': bytes('1'.repeat(1000)) })
    expect(refusal(() => packageOfZip(new Uint8Array()))).toBe(unreadable)
    expect(refusal(() => packageOfZip(zip.subarray(0, zip.length - 30)))).toBe(unreadable)
    const binary = zipSync({ 'index.js': bytes('1'), 'native.node': Uint8Array.of(0xff, 0xfe, 0) })
    expect(refusal(() => packageOfZip(binary))).toMatch(/binary file \(native\.node\) is not simulated yet/)
  })

  it('is refused above 250 MB unzipped, before anything is unzipped', () => {
    const zip = zipSync({ 'index.js': new Uint8Array(1024) }, { level: 9 })
    // The archive's directory says how large the file is: 262,144,000 bytes.
    const directory = new DataView(zip.buffer, zip.byteOffset)
    const at = findSignature(directory, 0x02014b50)
    directory.setUint32(at + 24, 262_144_000, true)
    expect(refusal(() => packageOfZip(zip))).toBe(
      'InvalidParameterValueException: Unzipped size must be smaller than 262144000 bytes',
    )
  })
})

function findSignature(view: DataView, signature: number): number {
  for (let at = 0; at + 4 <= view.byteLength; at++) if (view.getUint32(at, true) === signature) return at
  throw new Error('no such signature')
}
