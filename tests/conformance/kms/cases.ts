/**
 * AWS KMS. Recorded: from AWS by LocalStack's test suite (tests/aws/services/kms/test_kms.snapshot.json, Apache-2.0, 2023
 * to 2024). Behaviour: API Reference and Developer Guide (2026).
 */

import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
  VerifyMacCommand,
  paginateListKeys,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms'
import assert from 'node:assert/strict'
import { createDecipheriv, createCipheriv } from 'node:crypto'
import { casesOf, type Aws } from '../sdk/case'

const RECORDED = (test: string): string => `Recorded from AWS by LocalStack, test_kms.py::${test}`
const REFERENCE = (action: string): string => `AWS KMS API Reference, ${action}`

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data)
const DAY = 86_400_000

interface Key {
  readonly client: KMSClient
  readonly id: string
  readonly arn: string
}

async function key(aws: Aws, input: CreateKeyCommandInput = {}): Promise<Key> {
  const client = new KMSClient(aws.config)
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input))
  return { client, id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}

const hmacKey = (aws: Aws): Promise<Key> => key(aws, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })

/** A refusal with status 400. */
const fails = (promise: Promise<unknown>, name: string, message?: string | RegExp): Promise<void> =>
  assert.rejects(promise, (error: Error & { $metadata: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    if (message instanceof RegExp) assert.match(error.message, message)
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })

export default casesOf('kms', {
  'CreateKey makes a symmetric key': {
    source: RECORDED('test_create_key'),
    async run(aws) {
      const { client, id } = await key(aws, { Description: 'test key 123' })
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      const { CreationDate, CurrentKeyMaterialId: _, ...rest } = KeyMetadata ?? {}
      assert.equal(CreationDate?.getTime(), await aws.now())
      assert.deepEqual(rest, {
        AWSAccountId: '123456789012',
        Arn: `arn:aws:kms:us-east-1:123456789012:key/${id}`,
        CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
        Description: 'test key 123',
        Enabled: true,
        EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
        KeyId: id,
        KeyManager: 'CUSTOMER',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyState: 'Enabled',
        KeyUsage: 'ENCRYPT_DECRYPT',
        MultiRegion: false,
        Origin: 'AWS_KMS',
      })
    },
  },
  'An HMAC key': {
    source: RECORDED('test_hmac_create_key'),
    async run(aws) {
      const { client, id } = await hmacKey(aws)
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      assert.deepEqual(KeyMetadata?.MacAlgorithms, ['HMAC_SHA_256'])
      assert.equal(KeyMetadata?.EncryptionAlgorithms, undefined)
      assert.equal(KeyMetadata?.KeyUsage, 'GENERATE_VERIFY_MAC')
    },
  },
  'An HMAC key needs its usage': {
    source: RECORDED('test_hmac_create_key_invalid_operations'),
    async run(aws) {
      await fails(
        key(aws, { KeySpec: 'HMAC_256' }),
        'ValidationException',
        'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      )
      await fails(
        key(aws, { KeySpec: 'HMAC_random' as never, KeyUsage: 'GENERATE_VERIFY_MAC' }),
        'ValidationException',
        /^1 validation error detected: Value 'HMAC_random' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: \[RSA_2048, ECC_NIST_P384, /,
      )
    },
  },
  'Asymmetric keys are refused clearly': {
    source: 'Coldstart: asymmetric keys are not simulated; README of the service',
    async run(aws) {
      await fails(
        key(aws, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
        'UnsupportedOperationException',
        'An asymmetric key (RSA_2048) is not simulated.',
      )
    },
  },
  'A key that is not there': {
    source: RECORDED('test_get_key_does_not_exist'),
    async run(aws) {
      const client = new KMSClient(aws.config)
      const KeyId = '134f2428-cec1-4b25-a1ae-9048164dba47'
      const message = `Key 'arn:aws:kms:us-east-1:123456789012:key/${KeyId}' does not exist`
      await fails(client.send(new DescribeKeyCommand({ KeyId })), 'NotFoundException', message)
      const arn = `arn:aws:kms:us-east-1:123456789012:key/${KeyId}`
      await fails(client.send(new DescribeKeyCommand({ KeyId: arn })), 'NotFoundException', message)
    },
  },
  'A key id that is none': {
    source: RECORDED('test_get_key_invalid_uuid'),
    async run(aws) {
      const client = new KMSClient(aws.config)
      for (const KeyId of ['fake-key-id', '134f2428cec14b25a1ae9048164dba47', 'mrk-fake-key-id']) {
        await fails(client.send(new DescribeKeyCommand({ KeyId })), 'NotFoundException', `Invalid keyId '${KeyId}'`)
      }
    },
  },
  'An ARN of another Region': {
    source: RECORDED('test_get_key_in_different_region'),
    async run(aws) {
      const { client, arn } = await key(aws)
      await fails(
        client.send(new DescribeKeyCommand({ KeyId: arn.replace('us-east-1', 'ap-southeast-1') })),
        'NotFoundException',
        'Invalid arn ap-southeast-1',
      )
    },
  },
  'ListKeys gives pages': {
    source: REFERENCE('ListKeys'),
    async run(aws) {
      const ids = [(await key(aws)).id, (await key(aws)).id, (await key(aws)).id]
      const client = new KMSClient(aws.config)
      const first = await client.send(new ListKeysCommand({ Limit: 2 }))
      assert.equal(first.Truncated, true)
      assert.equal(first.Keys?.length, 2)
      const found: (string | undefined)[] = []
      for await (const page of paginateListKeys({ client, pageSize: 1 }, {})) {
        found.push(...(page.Keys ?? []).map(({ KeyId }) => KeyId))
      }
      assert.deepEqual(found.sort(), ids.sort())
      await fails(client.send(new ListKeysCommand({ Marker: 'x' })), 'InvalidMarkerException')
    },
  },

  'Encrypt and Decrypt': {
    source: RECORDED('test_encrypt_decrypt_encryption_context'),
    async run(aws) {
      const { client, id, arn } = await key(aws)
      const sealed = await client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('secret') }))
      assert.deepEqual([sealed.KeyId, sealed.EncryptionAlgorithm], [arn, 'SYMMETRIC_DEFAULT'])
      assert.ok(!text(sealed.CiphertextBlob).includes('secret'))
      const opened = await client.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))
      assert.deepEqual(
        [text(opened.Plaintext), opened.KeyId, opened.EncryptionAlgorithm],
        ['secret', arn, 'SYMMETRIC_DEFAULT'],
      )
    },
  },
  'The same text is never encrypted alike': {
    source: 'AWS KMS Cryptographic Details: AES-GCM with a random initialization vector',
    async run(aws) {
      const { client, id } = await key(aws)
      const seal = async () =>
        Buffer.from(
          (await client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x') }))).CiphertextBlob ?? [],
        ).toString('hex')
      assert.notEqual(await seal(), await seal())
    },
  },
  'The encryption context must be the same': {
    source: RECORDED('test_encrypt_decrypt_encryption_context'),
    async run(aws) {
      const { client, id } = await key(aws)
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({ KeyId: id, Plaintext: bytes('x'), EncryptionContext: { a: '1', b: '2' } }),
      )
      const open = (EncryptionContext?: Record<string, string>) =>
        client.send(new DecryptCommand({ CiphertextBlob, ...(EncryptionContext && { EncryptionContext }) }))
      await fails(open(), 'InvalidCiphertextException')
      await fails(open({ a: '1', b: '3' }), 'InvalidCiphertextException')
      assert.equal(text((await open({ b: '2', a: '1' })).Plaintext), 'x')
    },
  },
  'A changed ciphertext is refused': {
    source: REFERENCE('Decrypt'),
    async run(aws) {
      const { client, id } = await key(aws)
      const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x') }))
      const changed = new Uint8Array(CiphertextBlob ?? [])
      changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1
      await fails(client.send(new DecryptCommand({ CiphertextBlob: changed })), 'InvalidCiphertextException')
      await fails(
        client.send(new DecryptCommand({ CiphertextBlob: bytes('no ciphertext') })),
        'InvalidCiphertextException',
      )
    },
  },
  'Decrypt with another key': {
    source: `${REFERENCE('Decrypt')}; text: ${RECORDED('test_error_messaging_for_invalid_keys')}`,
    async run(aws) {
      const one = await key(aws)
      const other = await key(aws)
      const { CiphertextBlob } = await one.client.send(new EncryptCommand({ KeyId: one.id, Plaintext: bytes('x') }))
      await fails(
        one.client.send(new DecryptCommand({ CiphertextBlob, KeyId: other.id })),
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      )
      await one.client.send(new DecryptCommand({ CiphertextBlob, KeyId: one.arn }))
    },
  },
  'Encrypt takes 1 to 4,096 bytes': {
    source: RECORDED('test_plaintext_size_for_encrypt'),
    async run(aws) {
      const { client, id } = await key(aws)
      const seal = (size: number) => client.send(new EncryptCommand({ KeyId: id, Plaintext: new Uint8Array(size) }))
      await fails(
        seal(4097),
        'ValidationException',
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      )
      await fails(seal(0), 'ValidationException')
      await seal(4096)
    },
  },
  'A key is used as it was made for': {
    source: RECORDED('test_error_messaging_for_invalid_keys'),
    async run(aws) {
      const { client, id, arn } = await key(aws)
      await fails(
        client.send(new GenerateMacCommand({ KeyId: id, Message: bytes('x'), MacAlgorithm: 'HMAC_SHA_256' })),
        'InvalidKeyUsageException',
        `${arn} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
      )
      const mac = await hmacKey(aws)
      await fails(
        client.send(new EncryptCommand({ KeyId: mac.id, Plaintext: bytes('x') })),
        'InvalidKeyUsageException',
        `${mac.arn} key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.`,
      )
    },
  },
  'ReEncrypt moves a ciphertext to another key and context': {
    source: REFERENCE('ReEncrypt'),
    async run(aws) {
      const one = await key(aws)
      const other = await key(aws)
      const { CiphertextBlob } = await one.client.send(
        new EncryptCommand({ KeyId: one.id, Plaintext: bytes('x'), EncryptionContext: { a: '1' } }),
      )
      const moved = await one.client.send(
        new ReEncryptCommand({
          CiphertextBlob,
          SourceEncryptionContext: { a: '1' },
          DestinationKeyId: other.id,
          DestinationEncryptionContext: { b: '2' },
        }),
      )
      assert.deepEqual([moved.SourceKeyId, moved.KeyId], [one.arn, other.arn])
      const opened = await one.client.send(
        new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { b: '2' } }),
      )
      assert.deepEqual([text(opened.Plaintext), opened.KeyId], ['x', other.arn])
    },
  },
  'GenerateDataKey: a key to encrypt with, in the open and sealed': {
    source: RECORDED('test_generate_data_key'),
    async run(aws) {
      const { client, id, arn } = await key(aws)
      const { CiphertextBlob, KeyId, Plaintext } = await client.send(
        new GenerateDataKeyCommand({ KeyId: id, KeySpec: 'AES_256' }),
      )
      assert.equal(KeyId, arn)
      assert.equal(Plaintext?.length, 32)
      const opened = await client.send(new DecryptCommand({ CiphertextBlob }))
      assert.deepEqual(opened.Plaintext, Plaintext)
      // It is good for what it is for.
      const cipher = createCipheriv('aes-256-ecb', Plaintext, null)
      const sealed = Buffer.concat([cipher.update('data'), cipher.final()])
      const decipher = createDecipheriv('aes-256-ecb', opened.Plaintext ?? new Uint8Array(), null)
      assert.equal(Buffer.concat([decipher.update(sealed), decipher.final()]).toString(), 'data')
    },
  },
  GenerateDataKeyWithoutPlaintext: {
    source: RECORDED('test_generate_data_key_without_plaintext'),
    async run(aws) {
      const { client, id } = await key(aws)
      const { CiphertextBlob, ...rest } = await client.send(
        new GenerateDataKeyWithoutPlaintextCommand({ KeyId: id, NumberOfBytes: 16 }),
      )
      assert.ok(!('Plaintext' in rest))
      const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob }))
      assert.equal(Plaintext?.length, 16)
    },
  },
  'GenerateDataKey takes either a spec or a number of bytes': {
    source: REFERENCE('GenerateDataKey'),
    async run(aws) {
      const { client, id } = await key(aws)
      for (const more of [{}, { KeySpec: 'AES_128', NumberOfBytes: 16 }] as const) {
        await fails(
          client.send(new GenerateDataKeyCommand({ KeyId: id, ...more })),
          'ValidationException',
          'Please specify either number of bytes or key spec.',
        )
      }
    },
  },
  'GenerateRandom gives 1 to 1,024 bytes': {
    source: RECORDED('test_generate_random_invalid_number_of_bytes'),
    async run(aws) {
      const client = new KMSClient(aws.config)
      const random = async (NumberOfBytes?: number) =>
        (await client.send(new GenerateRandomCommand({ ...(NumberOfBytes !== undefined && { NumberOfBytes }) })))
          .Plaintext
      assert.equal((await random(44))?.length, 44)
      assert.notDeepEqual(await random(16), await random(16))
      await fails(random(), 'ValidationException', 'NumberOfBytes is required.')
      await fails(
        random(0),
        'ValidationException',
        "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
      )
      await fails(
        random(1025),
        'ValidationException',
        "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
      )
    },
  },
  'GenerateMac and VerifyMac': {
    source: RECORDED('test_generate_and_verify_mac'),
    async run(aws) {
      for (const [KeySpec, MacAlgorithm, length] of [
        ['HMAC_224', 'HMAC_SHA_224', 28],
        ['HMAC_256', 'HMAC_SHA_256', 32],
        ['HMAC_384', 'HMAC_SHA_384', 48],
        ['HMAC_512', 'HMAC_SHA_512', 64],
      ] as const) {
        const { client, id, arn } = await key(aws, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' })
        const Message = bytes('some important message')
        const { Mac, KeyId } = await client.send(new GenerateMacCommand({ KeyId: id, Message, MacAlgorithm }))
        assert.deepEqual([Mac?.length, KeyId], [length, arn])
        const verified = await client.send(new VerifyMacCommand({ KeyId: id, Message, MacAlgorithm, Mac }))
        assert.equal(verified.MacValid, true)
      }
    },
  },
  'A MAC of another message': {
    source: RECORDED('test_invalid_verify_mac'),
    async run(aws) {
      const { client, id } = await hmacKey(aws)
      const { Mac } = await client.send(
        new GenerateMacCommand({ KeyId: id, Message: bytes('one'), MacAlgorithm: 'HMAC_SHA_256' }),
      )
      const verify = (MacAlgorithm: string) =>
        client.send(
          new VerifyMacCommand({ KeyId: id, Message: bytes('other'), MacAlgorithm: MacAlgorithm as never, Mac }),
        )
      await fails(verify('HMAC_SHA_256'), 'KMSInvalidMacException')
      await fails(
        verify('HMAC_SHA_512'),
        'InvalidKeyUsageException',
        'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.',
      )
      await fails(
        verify('INVALID'),
        'ValidationException',
        "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
      )
    },
  },
  'DryRun says whether it would succeed': {
    source: REFERENCE('Encrypt'),
    async run(aws) {
      const { client, id } = await key(aws)
      await assert.rejects(client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x'), DryRun: true })), {
        name: 'DryRunOperationException',
      })
    },
  },

  'A disabled key is not used, until it is enabled': {
    source: 'AWS KMS Developer Guide, Key states of AWS KMS keys',
    async run(aws) {
      const { client, id, arn } = await key(aws)
      await client.send(new DisableKeyCommand({ KeyId: id }))
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      assert.deepEqual([KeyMetadata?.KeyState, KeyMetadata?.Enabled], ['Disabled', false])
      const seal = () => client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x') }))
      await fails(seal(), 'DisabledException', `${arn} is disabled.`)
      await client.send(new EnableKeyCommand({ KeyId: id }))
      await seal()
    },
  },
  'A key is deleted after its waiting time': {
    source: `${REFERENCE('ScheduleKeyDeletion')}; Developer Guide, Deleting AWS KMS keys`,
    async run(aws) {
      const { client, id, arn } = await key(aws)
      const answer = await client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
      assert.deepEqual([answer.KeyId, answer.KeyState, answer.PendingWindowInDays], [arn, 'PendingDeletion', 7])
      assert.equal(answer.DeletionDate?.getTime(), (await aws.now()) + 7 * DAY)
      await fails(
        client.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x') })),
        'KMSInvalidStateException',
        `${arn} is pending deletion.`,
      )
      await aws.advance(7 * DAY)
      await fails(client.send(new DescribeKeyCommand({ KeyId: id })), 'NotFoundException')
    },
  },
  'A deletion that is called off leaves the key disabled': {
    source: REFERENCE('CancelKeyDeletion'),
    async run(aws) {
      const { client, id, arn } = await key(aws)
      await fails(
        client.send(new CancelKeyDeletionCommand({ KeyId: id })),
        'KMSInvalidStateException',
        `${arn} is not pending deletion.`,
      )
      await client.send(new ScheduleKeyDeletionCommand({ KeyId: id }))
      const { KeyId } = await client.send(new CancelKeyDeletionCommand({ KeyId: id }))
      assert.equal(KeyId, arn)
      await aws.advance(31 * DAY)
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      assert.deepEqual([KeyMetadata?.KeyState, KeyMetadata?.DeletionDate], ['Disabled', undefined])
    },
  },
  'The waiting time is 7 to 30 days': {
    source: REFERENCE('ScheduleKeyDeletion'),
    async run(aws) {
      const { client, id } = await key(aws)
      const schedule = (PendingWindowInDays: number) =>
        client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays }))
      await fails(schedule(6), 'ValidationException')
      await fails(schedule(31), 'ValidationException')
      await schedule(30)
    },
  },

  'An alias stands for a key, and may be given another': {
    source: 'AWS KMS Developer Guide, Aliases in AWS KMS',
    async run(aws) {
      const one = await key(aws)
      const other = await key(aws)
      const { client } = one
      await client.send(new CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: one.id }))
      const seal = async () =>
        (await client.send(new EncryptCommand({ KeyId: 'alias/app', Plaintext: bytes('x') }))).KeyId
      assert.equal(await seal(), one.arn)
      await client.send(new UpdateAliasCommand({ AliasName: 'alias/app', TargetKeyId: other.arn }))
      assert.equal(await seal(), other.arn)
      const { Aliases } = await client.send(new ListAliasesCommand({ KeyId: other.id }))
      assert.deepEqual(
        Aliases?.map(({ AliasName, AliasArn, TargetKeyId }) => [AliasName, AliasArn, TargetKeyId]),
        [['alias/app', 'arn:aws:kms:us-east-1:123456789012:alias/app', other.id]],
      )
      await client.send(new DeleteAliasCommand({ AliasName: 'alias/app' }))
      await fails(seal(), 'NotFoundException', 'Alias arn:aws:kms:us-east-1:123456789012:alias/app is not found.')
    },
  },
  'Names of aliases': {
    source: `${RECORDED('test_create_alias')}; ${REFERENCE('CreateAlias')}`,
    async run(aws) {
      const { client, id } = await key(aws)
      const create = (AliasName: string, TargetKeyId = id) =>
        client.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
      await fails(
        create('app'),
        'ValidationException',
        'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      )
      await fails(create('alias/aws/app'), 'NotAuthorizedException')
      await fails(
        create('alias/a b'),
        'ValidationException',
        "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
      )
      await create('alias/app')
      await fails(
        create('alias/app'),
        'AlreadyExistsException',
        'An alias with the name arn:aws:kms:us-east-1:123456789012:alias/app already exists',
      )
      await fails(create('alias/other', 'alias/app'), 'ValidationException')
    },
  },
  'AWS managed keys come with their aliases': {
    source:
      'AWS KMS API Reference, DescribeKey: an AWS alias is associated with an AWS managed key when first described',
    async run(aws) {
      const client = new KMSClient(aws.config)
      const targets = async () =>
        Object.fromEntries(
          ((await client.send(new ListAliasesCommand({}))).Aliases ?? []).map((alias) => [
            alias.AliasName,
            alias.TargetKeyId,
          ]),
        )
      assert.deepEqual(await targets(), { 'alias/aws/secretsmanager': undefined, 'alias/aws/ssm': undefined })
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/aws/ssm' }))
      assert.equal(KeyMetadata?.KeyManager, 'AWS')
      assert.equal((await targets())['alias/aws/ssm'], KeyMetadata?.KeyId)
      await fails(
        client.send(new EncryptCommand({ KeyId: 'alias/aws/ssm', Plaintext: bytes('x') })),
        'AccessDeniedException',
      )
    },
  },

  'The default key policy leaves it to IAM': {
    source: `AWS KMS Developer Guide, Default key policy; ${RECORDED('test_replicate_key')}`,
    async run(aws) {
      const { client, id } = await key(aws)
      const { Policy, PolicyName } = await client.send(new GetKeyPolicyCommand({ KeyId: id }))
      assert.equal(PolicyName, 'default')
      assert.deepEqual(JSON.parse(Policy ?? ''), {
        Version: '2012-10-17',
        Id: 'key-default-1',
        Statement: [
          {
            Sid: 'Enable IAM User Permissions',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      })
      const { PolicyNames } = await client.send(new ListKeyPoliciesCommand({ KeyId: id }))
      assert.deepEqual(PolicyNames, ['default'])
    },
  },
  'A key policy decides, whatever IAM allows': {
    source: 'AWS KMS Developer Guide, Key policies in AWS KMS',
    async run(aws) {
      const { client, id } = await key(aws)
      const everything = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
      }
      const session = new KMSClient(await aws.role(everything))
      const seal = () => session.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x') }))
      await seal()
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: ['kms:PutKeyPolicy', 'kms:Describe*'],
            Resource: '*',
          },
        ],
      })
      await client.send(new PutKeyPolicyCommand({ KeyId: id, Policy }))
      await fails(seal(), 'AccessDeniedException', /because no resource-based policy allows the kms:Encrypt action$/)
      await session.send(new DescribeKeyCommand({ KeyId: id }))
    },
  },
  'A policy that would lock everybody out': {
    source: `${REFERENCE('PutKeyPolicy')}; Developer Guide, Changing a key policy`,
    async run(aws) {
      const { client, id } = await key(aws)
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'kms:Decrypt', Resource: '*' },
        ],
      })
      await fails(
        client.send(new PutKeyPolicyCommand({ KeyId: id, Policy })),
        'MalformedPolicyDocumentException',
        'The new key policy will not allow you to update the key policy in the future.',
      )
      await fails(client.send(new PutKeyPolicyCommand({ KeyId: id, Policy: '{' })), 'MalformedPolicyDocumentException')
    },
  },
  'Conditions see the encryption context': {
    source: 'AWS KMS Developer Guide, AWS KMS condition keys: kms:EncryptionContext:context-key',
    async run(aws) {
      const { id } = await key(aws)
      const session = new KMSClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'kms:Encrypt',
              Resource: '*',
              Condition: { StringEquals: { 'kms:EncryptionContext:app': 'shop' } },
            },
          ],
        }),
      )
      const seal = (app: string) =>
        session.send(new EncryptCommand({ KeyId: id, Plaintext: bytes('x'), EncryptionContext: { app } }))
      await seal('shop')
      await fails(seal('other'), 'AccessDeniedException')
    },
  },
  'Tags, description and rotation': {
    source: 'AWS KMS API Reference, TagResource, UpdateKeyDescription, EnableKeyRotation',
    async run(aws) {
      const { client, id } = await key(aws, { Tags: [{ TagKey: 'a', TagValue: '1' }] })
      await client.send(new TagResourceCommand({ KeyId: id, Tags: [{ TagKey: 'b', TagValue: '2' }] }))
      await client.send(new UntagResourceCommand({ KeyId: id, TagKeys: ['a'] }))
      const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId: id }))
      assert.deepEqual(Tags, [{ TagKey: 'b', TagValue: '2' }])
      await client.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: 'new' }))
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: id }))
      assert.equal(KeyMetadata?.Description, 'new')
      const rotates = async () => client.send(new GetKeyRotationStatusCommand({ KeyId: id }))
      assert.equal((await rotates()).KeyRotationEnabled, false)
      await client.send(new EnableKeyRotationCommand({ KeyId: id, RotationPeriodInDays: 90 }))
      const status = await rotates()
      assert.deepEqual([status.KeyRotationEnabled, status.RotationPeriodInDays], [true, 90])
      assert.equal(status.NextRotationDate?.getTime(), (await aws.now()) + 90 * DAY)
      await client.send(new DisableKeyRotationCommand({ KeyId: id }))
      assert.equal((await rotates()).KeyRotationEnabled, false)
    },
  },
})
