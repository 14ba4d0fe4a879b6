/**
 * Secrets Manager. Recorded: from AWS by LocalStack's test suite (tests/aws/services/secretsmanager, Apache-2.0, 2022 to
 * 2023). Behaviour: API Reference and User Guide (2026).
 */

import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  BatchGetSecretValueCommand,
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
  ValidateResourcePolicyCommand,
  paginateListSecrets,
  type CreateSecretCommandInput,
  type Filter,
} from '@aws-sdk/client-secrets-manager'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const RECORDED = (test: string): string =>
  `Recorded from AWS by LocalStack, test_secretsmanager.py::TestSecretsManager::${test}`
const REFERENCE = (action: string): string => `Secrets Manager API Reference, ${action}`

const DAY = 86_400_000
/** A ClientRequestToken; the last characters tell which. */
const token = (name: string): string => name.padStart(32, '0')

const client = (aws: Aws): SecretsManagerClient => new SecretsManagerClient(aws.config)

const create = (manager: SecretsManagerClient, Name: string, more: Partial<CreateSecretCommandInput> = {}) =>
  manager.send(new CreateSecretCommand({ Name, SecretString: 'my_secret', ...more }))

const get = (
  manager: SecretsManagerClient,
  SecretId: string,
  more: { VersionId?: string; VersionStage?: string } = {},
) => manager.send(new GetSecretValueCommand({ SecretId, ...more }))

const put = (
  manager: SecretsManagerClient,
  SecretId: string,
  SecretString: string,
  version: string,
  ...VersionStages: string[]
) =>
  manager.send(
    new PutSecretValueCommand({
      SecretId,
      SecretString,
      ClientRequestToken: token(version),
      ...(VersionStages.length > 0 && { VersionStages }),
    }),
  )

/** Version → its labels; versions by the end of their tokens. */
async function stages(manager: SecretsManagerClient, SecretId: string): Promise<Record<string, string[]>> {
  const { Versions } = await manager.send(new ListSecretVersionIdsCommand({ SecretId }))
  return Object.fromEntries(
    (Versions ?? []).map(({ VersionId, VersionStages }) => [(VersionId ?? '').replace(/^0+/, ''), VersionStages ?? []]),
  )
}

/** A refusal with status 400. */
const fails = (promise: Promise<unknown>, name: string, message?: string | RegExp): Promise<void> =>
  assert.rejects(promise, (error: Error & { $metadata: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    if (message instanceof RegExp) assert.match(error.message, message)
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })

const MARKED = "You can't perform this operation on the secret because it was marked for deletion."

/** Lets Secrets Manager invoke `echo`, whose answer to every step is no error. */
async function rotatable(aws: Aws): Promise<string> {
  await new LambdaClient(aws.config).send(
    new AddPermissionCommand({
      FunctionName: 'echo',
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  return 'arn:aws:lambda:us-east-1:123456789012:function:echo'
}

export default casesOf('secrets-manager', {
  'CreateSecret and GetSecretValue': {
    source: RECORDED('test_create_and_update_secret'),
    async run(aws) {
      const manager = client(aws)
      const created = await create(manager, 'Valid/_+=.@-Name', { Description: 'Testing secret creation.' })
      assert.equal(created.Name, 'Valid/_+=.@-Name')
      assert.match(
        created.ARN ?? '',
        /^arn:aws:secretsmanager:us-east-1:123456789012:secret:Valid\/_\+=\.@-Name-[A-Za-z0-9]{6}$/,
      )
      const { $metadata: _, CreatedDate, ...value } = await get(manager, 'Valid/_+=.@-Name')
      assert.equal(CreatedDate?.getTime(), await aws.now())
      assert.deepEqual(value, {
        ARN: created.ARN,
        Name: 'Valid/_+=.@-Name',
        SecretString: 'my_secret',
        VersionId: created.VersionId,
        VersionStages: ['AWSCURRENT'],
      })
    },
  },
  'DescribeSecret shows everything but the value': {
    source: RECORDED('test_create_and_update_secret'),
    async run(aws) {
      const manager = client(aws)
      const { ARN, VersionId } = await create(manager, 's', { Description: 'Testing secret creation.' })
      await get(manager, 's')
      const { $metadata: _, ...described } = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      const now = await aws.now()
      assert.deepEqual(described, {
        ARN,
        CreatedDate: new Date(now),
        Description: 'Testing secret creation.',
        LastAccessedDate: new Date(Math.floor(now / DAY) * DAY),
        LastChangedDate: new Date(now),
        Name: 's',
        VersionIdsToStages: { [VersionId ?? '']: ['AWSCURRENT'] },
      })
    },
  },
  'A secret is found by name, ARN, and ARN without its suffix': {
    source: REFERENCE('GetSecretValue'),
    async run(aws) {
      const manager = client(aws)
      const { ARN = '' } = await create(manager, 'app/db')
      for (const id of ['app/db', ARN, ARN.slice(0, -7)]) assert.equal((await get(manager, id)).ARN, ARN)
    },
  },
  'A secret that is not there': {
    source: RECORDED('test_secret_not_found'),
    async run(aws) {
      const manager = client(aws)
      const message = "Secrets Manager can't find the specified secret."
      await fails(get(manager, 'none'), 'ResourceNotFoundException', message)
      await fails(
        manager.send(new ListSecretVersionIdsCommand({ SecretId: 'none' })),
        'ResourceNotFoundException',
        message,
      )
    },
  },
  'A name is taken once': {
    source: RECORDED('test_secret_exists_snapshots'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      await fails(
        create(manager, 's'),
        'ResourceExistsException',
        'The operation failed because the secret s already exists.',
      )
    },
  },
  'The same request again gives the same answer': {
    source: REFERENCE('CreateSecret'),
    async run(aws) {
      const manager = client(aws)
      const more = { ClientRequestToken: token('1') }
      const first = await create(manager, 's', more)
      const again = await create(manager, 's', more)
      assert.deepEqual([again.ARN, again.VersionId], [first.ARN, first.VersionId])
      await fails(create(manager, 's', { ...more, SecretString: 'other' }), 'ResourceExistsException')
    },
  },
  'Names consist of certain characters': {
    source: 'hashicorp/terraform-provider-aws and aws-sdk issues: text of CreateSecret for an invalid name',
    async run(aws) {
      await fails(
        create(client(aws), 'Inv *?!]Name\\-'),
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      )
    },
  },
  'A secret without a value': {
    source: RECORDED('test_create_secret_version_from_empty_secret'),
    async run(aws) {
      const manager = client(aws)
      const { VersionId } = await manager.send(new CreateSecretCommand({ Name: 's' }))
      assert.equal(VersionId, undefined)
      const described = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.equal(described.VersionIdsToStages, undefined)
      await fails(
        get(manager, 's'),
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      )
      const { VersionStages } = await put(manager, 's', 'first', '1', 'AWSPENDING')
      assert.deepEqual(VersionStages, ['AWSCURRENT', 'AWSPENDING'])
    },
  },
  'Binary secrets': {
    source: REFERENCE('CreateSecret'),
    async run(aws) {
      const manager = client(aws)
      const SecretBinary = Uint8Array.of(0, 255, 7)
      await manager.send(new CreateSecretCommand({ Name: 's', SecretBinary }))
      const value = await get(manager, 's')
      assert.deepEqual([value.SecretString, [...(value.SecretBinary ?? [])]], [undefined, [0, 255, 7]])
      await fails(create(manager, 't', { SecretBinary }), 'InvalidParameterException')
    },
  },
  'A value has up to 65,536 bytes': {
    source: 'Secrets Manager User Guide, Quotas',
    async run(aws) {
      const manager = client(aws)
      await fails(
        create(manager, 's', { SecretString: 'x'.repeat(65_537) }),
        'ValidationException',
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
      )
      await create(manager, 's', { SecretString: 'x'.repeat(65_536) })
    },
  },

  'A new value is current, the former one previous': {
    source: RECORDED('test_update_secret_version_stages_current_previous'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      const { VersionId } = await manager.send(
        new UpdateSecretCommand({ SecretId: 's', SecretString: 'new', ClientRequestToken: token('2') }),
      )
      assert.equal(VersionId, token('2'))
      assert.deepEqual(await stages(manager, 's'), { 1: ['AWSPREVIOUS'], 2: ['AWSCURRENT'] })
      assert.equal((await get(manager, 's')).SecretString, 'new')
      assert.equal((await get(manager, 's', { VersionStage: 'AWSPREVIOUS' })).SecretString, 'my_secret')
      await put(manager, 's', 'third', '3')
      assert.deepEqual(await stages(manager, 's'), { 2: ['AWSPREVIOUS'], 3: ['AWSCURRENT'] })
    },
  },
  'AWSPENDING and AWSCURRENT, as in a rotation': {
    source: RECORDED('test_update_secret_version_stages_current_pending'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'S2', '2', 'AWSPENDING')
      assert.deepEqual(await stages(manager, 's'), { 1: ['AWSCURRENT'], 2: ['AWSPENDING'] })
      await manager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 's',
          VersionStage: 'AWSCURRENT',
          RemoveFromVersionId: token('1'),
          MoveToVersionId: token('2'),
        }),
      )
      assert.deepEqual(await stages(manager, 's'), { 1: ['AWSPREVIOUS'], 2: ['AWSCURRENT', 'AWSPENDING'] })
      await put(manager, 's', 'S3', '3')
      assert.deepEqual(await stages(manager, 's'), { 2: ['AWSPREVIOUS'], 3: ['AWSCURRENT'] })
    },
  },
  'Labels of one’s own move with the versions': {
    source: RECORDED('test_update_secret_version_stages_current_pending_cycle_custom_stages_1'),
    async run(aws) {
      const manager = client(aws)
      const makeCurrent = (from: string, to: string) =>
        manager.send(
          new UpdateSecretVersionStageCommand({
            SecretId: 's',
            VersionStage: 'AWSCURRENT',
            RemoveFromVersionId: token(from),
            MoveToVersionId: token(to),
          }),
        )
      await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'S2', '2', 'AWSPENDING', 'AWSSOMETHING', 'PUT1')
      await makeCurrent('1', '2')
      await put(manager, 's', 'S3', '3', 'AWSPENDING', 'PUT2')
      assert.deepEqual(await stages(manager, 's'), {
        1: ['AWSPREVIOUS'],
        2: ['AWSCURRENT', 'AWSSOMETHING', 'PUT1'],
        3: ['AWSPENDING', 'PUT2'],
      })
      await makeCurrent('2', '3')
      assert.deepEqual(await stages(manager, 's'), {
        2: ['AWSPREVIOUS', 'AWSSOMETHING', 'PUT1'],
        3: ['AWSCURRENT', 'AWSPENDING', 'PUT2'],
      })
    },
  },
  'A label is on one version': {
    source: RECORDED('test_non_versioning_version_stages_no_replacement'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'S2', '2', 'one', 'two', 'three')
      const { VersionStages } = await put(manager, 's', 'S3', '3', 'one', 'two', 'four')
      assert.deepEqual([...(VersionStages ?? [])].sort(), ['four', 'one', 'two'])
      assert.deepEqual(await stages(manager, 's'), {
        1: ['AWSCURRENT'],
        2: ['three'],
        3: ['four', 'one', 'two'],
      })
    },
  },
  'A version without labels is listed only when asked for': {
    source: REFERENCE('ListSecretVersionIds'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      for (const version of ['2', '3']) await put(manager, 's', version, version)
      assert.deepEqual(Object.keys(await stages(manager, 's')), ['2', '3'])
      const { Versions } = await manager.send(
        new ListSecretVersionIdsCommand({ SecretId: 's', IncludeDeprecated: true }),
      )
      assert.equal(Versions?.length, 3)
      assert.deepEqual(Versions?.[0]?.KmsKeyIds, ['DefaultEncryptionKey'])
      assert.equal((await get(manager, 's', { VersionId: token('1') })).SecretString, 'my_secret')
    },
  },
  'Moving a label names where it comes from': {
    source: `${REFERENCE('UpdateSecretVersionStage')}; text: aws-samples/aws-secrets-manager-rotation-lambdas issues`,
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'S2', '2', 'AWSPENDING')
      const move = (more: object) =>
        manager.send(new UpdateSecretVersionStageCommand({ SecretId: 's', VersionStage: 'AWSCURRENT', ...more }))
      await fails(
        move({ MoveToVersionId: token('2') }),
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${token('1')}, so you must explicitly reference that version in RemoveFromVersionId.`,
      )
      await fails(move({ RemoveFromVersionId: token('1') }), 'InvalidParameterException')
      await fails(move({ RemoveFromVersionId: token('2'), MoveToVersionId: token('1') }), 'InvalidParameterException')
    },
  },
  'Version and label must fit': {
    source: REFERENCE('GetSecretValue'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      await fails(
        get(manager, 's', { VersionId: token('1'), VersionStage: 'AWSPREVIOUS' }),
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      )
      await fails(get(manager, 's', { VersionId: token('9') }), 'ResourceNotFoundException')
      await fails(
        get(manager, 's', { VersionStage: 'other' }),
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: other",
      )
    },
  },
  'A token makes one version': {
    source: REFERENCE('PutSecretValue'),
    async run(aws) {
      const manager = client(aws)
      const { ARN } = await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'same', '2')
      await put(manager, 's', 'same', '2')
      await fails(
        put(manager, 's', 'different', '2'),
        'ResourceExistsException',
        `You can't use ClientRequestToken ${token('2')} because that value is already in use for a version of secret ${ARN}.`,
      )
      await fails(
        manager.send(new PutSecretValueCommand({ SecretId: 's' })),
        'InvalidRequestException',
        'You must provide either SecretString or SecretBinary.',
      )
    },
  },
  'A token has 32 to 64 characters': {
    source: REFERENCE('PutSecretValue'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      await fails(
        manager.send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'x', ClientRequestToken: 'short' })),
        'ValidationException',
        "1 validation error detected: Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
      )
    },
  },
  'UpdateSecret changes the description without a version': {
    source: RECORDED('test_update_secret_description'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      const { VersionId } = await manager.send(
        new UpdateSecretCommand({ SecretId: 's', Description: 'MyNewDescription' }),
      )
      assert.equal(VersionId, undefined)
      const { Description } = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.equal(Description, 'MyNewDescription')
    },
  },

  'DeleteSecret: a recovery window of 30 days': {
    source: REFERENCE('DeleteSecret'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      const { DeletionDate, Name } = await manager.send(new DeleteSecretCommand({ SecretId: 's' }))
      assert.deepEqual([DeletionDate?.getTime(), Name], [(await aws.now()) + 30 * DAY, 's'])
      await fails(get(manager, 's'), 'InvalidRequestException', MARKED)
      const { DeletedDate } = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.equal(DeletedDate?.getTime(), await aws.now())
      await aws.advance(30 * DAY)
      await fails(manager.send(new DescribeSecretCommand({ SecretId: 's' })), 'ResourceNotFoundException')
    },
  },
  'The name of a deleted secret is taken until then': {
    source: RECORDED('test_exp_raised_on_creation_of_secret_scheduled_for_deletion'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      await manager.send(new DeleteSecretCommand({ SecretId: 's' }))
      await fails(
        create(manager, 's'),
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      )
    },
  },
  'A deleted secret is restored': {
    source: REFERENCE('RestoreSecret'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      await manager.send(new DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7 }))
      await manager.send(new RestoreSecretCommand({ SecretId: 's' }))
      await aws.advance(8 * DAY)
      assert.equal((await get(manager, 's')).SecretString, 'my_secret')
    },
  },
  'Deletion by force comes at once': {
    source: RECORDED('test_can_recreate_delete_secret'),
    async run(aws) {
      const manager = client(aws)
      const first = await create(manager, 's')
      await manager.send(new DeleteSecretCommand({ SecretId: 's', ForceDeleteWithoutRecovery: true }))
      const second = await create(manager, 's')
      assert.notEqual(second.ARN, first.ARN)
      // What is not there is no error either.
      await manager.send(new DeleteSecretCommand({ SecretId: 'none', ForceDeleteWithoutRecovery: true }))
    },
  },
  'Recovery windows': {
    source: REFERENCE('DeleteSecret'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      for (const RecoveryWindowInDays of [6, 31]) {
        await fails(
          manager.send(new DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays })),
          'InvalidParameterException',
          'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
        )
      }
      await fails(
        manager.send(
          new DeleteSecretCommand({ SecretId: 's', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }),
        ),
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      )
    },
  },

  'ListSecrets gives pages, without deleted secrets': {
    source: `${RECORDED('test_create_multi_secrets_snapshot')}; ${REFERENCE('ListSecrets')}`,
    async run(aws) {
      const manager = client(aws)
      for (const name of ['a', 'b', 'c']) await create(manager, name, { Description: 'Testing secrets creation.' })
      await manager.send(new DeleteSecretCommand({ SecretId: 'c' }))
      const names: (string | undefined)[] = []
      for await (const page of paginateListSecrets(
        { client: manager, pageSize: 1 },
        { SortBy: 'name', SortOrder: 'asc' },
      )) {
        names.push(...(page.SecretList ?? []).map(({ Name }) => Name))
      }
      assert.deepEqual(names, ['a', 'b'])
      const all = await manager.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))
      assert.equal(all.SecretList?.length, 3)
      const [secret] = all.SecretList ?? []
      assert.deepEqual(Object.values(secret?.SecretVersionsToStages ?? {}), [['AWSCURRENT']])
      assert.equal(secret?.Description, 'Testing secrets creation.')
    },
  },
  'ListSecrets filters': {
    source: 'Secrets Manager API Reference, Filter',
    async run(aws) {
      const manager = client(aws)
      await create(manager, 'prod/db', { Description: 'The database', Tags: [{ Key: 'team', Value: 'red' }] })
      await create(manager, 'prod/api', { Tags: [{ Key: 'team', Value: 'blue' }] })
      await create(manager, 'test/db')
      const find = async (...Filters: Filter[]) =>
        ((await manager.send(new ListSecretsCommand({ Filters }))).SecretList ?? []).map(({ Name }) => Name).sort()
      assert.deepEqual(await find({ Key: 'name', Values: ['prod'] }), ['prod/api', 'prod/db'])
      assert.deepEqual(await find({ Key: 'name', Values: ['Prod'] }), [])
      assert.deepEqual(await find({ Key: 'name', Values: ['!prod'] }), ['test/db'])
      assert.deepEqual(await find({ Key: 'tag-value', Values: ['red', 'blue'] }), ['prod/api', 'prod/db'])
      assert.deepEqual(await find({ Key: 'tag-key', Values: ['team'] }, { Key: 'description', Values: ['the'] }), [
        'prod/db',
      ])
      assert.deepEqual(await find({ Key: 'all', Values: ['database'] }), ['prod/db'])
    },
  },
  'BatchGetSecretValue gives values and errors': {
    source: REFERENCE('BatchGetSecretValue'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 'a', { SecretString: '1' })
      await create(manager, 'b', { SecretString: '2' })
      const answer = await manager.send(new BatchGetSecretValueCommand({ SecretIdList: ['a', 'none', 'b'] }))
      assert.deepEqual(
        answer.SecretValues?.map(({ Name, SecretString }) => [Name, SecretString]),
        [
          ['a', '1'],
          ['b', '2'],
        ],
      )
      assert.deepEqual(answer.Errors, [
        {
          SecretId: 'none',
          ErrorCode: 'ResourceNotFoundException',
          Message: "Secrets Manager can't find the specified secret.",
        },
      ])
      const filtered = await manager.send(new BatchGetSecretValueCommand({ Filters: [{ Key: 'name', Values: ['b'] }] }))
      assert.equal(filtered.SecretValues?.length, 1)
      await fails(manager.send(new BatchGetSecretValueCommand({})), 'InvalidParameterException')
    },
  },
  GetRandomPassword: {
    source: REFERENCE('GetRandomPassword'),
    async run(aws) {
      const manager = client(aws)
      const password = async (input: object = {}) =>
        (await manager.send(new GetRandomPasswordCommand(input))).RandomPassword ?? ''
      const usual = await password()
      assert.equal(usual.length, 32)
      assert.match(usual, /[a-z]/)
      assert.match(usual, /[A-Z]/)
      assert.match(usual, /[0-9]/)
      assert.match(usual, /[^a-zA-Z0-9\s]/)
      assert.notEqual(await password(), usual)
      assert.match(await password({ PasswordLength: 8, ExcludePunctuation: true }), /^[a-zA-Z0-9]{8}$/)
      const digits = { ExcludePunctuation: true, ExcludeUppercase: true, ExcludeLowercase: true }
      assert.match(await password({ ...digits, ExcludeCharacters: '01' }), /^[2-9]{32}$/)
      await fails(password({ PasswordLength: 3 }), 'InvalidParameterException')
      await fails(
        password({ PasswordLength: 4097 }),
        'ValidationException',
        "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
      )
    },
  },
  Tags: {
    source: REFERENCE('TagResource'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's', { Tags: [{ Key: 'a', Value: '1' }] })
      await manager.send(new TagResourceCommand({ SecretId: 's', Tags: [{ Key: 'b', Value: '2' }] }))
      await manager.send(new UntagResourceCommand({ SecretId: 's', TagKeys: ['a'] }))
      const { Tags } = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }])
    },
  },

  'A resource policy is kept, and decides': {
    source: 'Secrets Manager User Guide, Resource-based policies',
    async run(aws) {
      const manager = client(aws)
      const { ARN } = await create(manager, 's')
      const policy = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
      }
      await manager.send(new PutResourcePolicyCommand({ SecretId: 's', ResourcePolicy: JSON.stringify(policy) }))
      const { ResourcePolicy } = await manager.send(new GetResourcePolicyCommand({ SecretId: 's' }))
      assert.deepEqual(JSON.parse(ResourcePolicy ?? ''), policy)
      const reader = new SecretsManagerClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }],
        }),
      )
      await fails(get(reader, 's'), 'AccessDeniedException', /with an explicit deny in a resource-based policy/)
      await manager.send(new DeleteResourcePolicyCommand({ SecretId: 's' }))
      assert.equal((await get(reader, 's')).SecretString, 'my_secret')
      assert.equal((await manager.send(new GetResourcePolicyCommand({ SecretId: 's' }))).ResourcePolicy, undefined)
    },
  },
  'A public policy can be blocked': {
    source: REFERENCE('PutResourcePolicy'),
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      const ResourcePolicy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
      })
      await fails(
        manager.send(new PutResourcePolicyCommand({ SecretId: 's', ResourcePolicy, BlockPublicPolicy: true })),
        'PublicPolicyException',
      )
      const validated = await manager.send(new ValidateResourcePolicyCommand({ ResourcePolicy }))
      assert.equal(validated.PolicyValidationPassed, false)
      await fails(
        manager.send(new PutResourcePolicyCommand({ SecretId: 's', ResourcePolicy: '{"a": 1}' })),
        'MalformedPolicyDocumentException',
      )
    },
  },
  'IAM sees the whole ARN and the label': {
    source: 'Service Authorization Reference, AWS Secrets Manager',
    async run(aws) {
      const manager = client(aws)
      const { ARN } = await create(manager, 's', { ClientRequestToken: token('1') })
      await put(manager, 's', 'new', '2')
      const reader = new SecretsManagerClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'secretsmanager:GetSecretValue',
              Resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:s-??????',
              Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
            },
          ],
        }),
      )
      assert.equal((await get(reader, 's')).SecretString, 'new')
      await fails(
        get(reader, 's', { VersionStage: 'AWSPREVIOUS' }),
        'AccessDeniedException',
        new RegExp(`is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN} because`),
      )
    },
  },
  'Whoever reads must be allowed to use the key': {
    source:
      'Secrets Manager User Guide, Secret encryption and decryption; text: AWS re:Post "Access to KMS is not allowed"',
    async run(aws) {
      const manager = client(aws)
      const kms = new KMSClient(aws.config)
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
      const KeyId = KeyMetadata?.KeyId ?? ''
      await create(manager, 'own', { KmsKeyId: KeyId })
      await create(manager, 'default')
      const reader = new SecretsManagerClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
        }),
      )
      assert.equal((await get(reader, 'default')).SecretString, 'my_secret')
      await fails(get(reader, 'own'), 'AccessDeniedException', 'Access to KMS is not allowed')
      assert.equal((await get(manager, 'own')).SecretString, 'my_secret')
      await kms.send(new DisableKeyCommand({ KeyId }))
      await fails(get(manager, 'own'), 'DecryptionFailure')
      await fails(create(manager, 'third', { KmsKeyId: KeyId }), 'EncryptionFailure')
      await fails(get(manager, 'third'), 'ResourceNotFoundException')
    },
  },

  'RotateSecret announces a version and runs the four steps': {
    source: 'Secrets Manager User Guide, Lambda rotation functions; API Reference, RotateSecret',
    async run(aws) {
      const manager = client(aws)
      const RotationLambdaARN = await rotatable(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      const { VersionId } = await manager.send(
        new RotateSecretCommand({
          SecretId: 's',
          RotationLambdaARN,
          RotationRules: { AutomaticallyAfterDays: 10 },
          ClientRequestToken: token('2'),
        }),
      )
      assert.equal(VersionId, token('2'))
      assert.deepEqual(await stages(manager, 's'), { 1: ['AWSCURRENT'], 2: ['AWSPENDING'] })
      // Announced, and without a value until the function puts one.
      await fails(get(manager, 's', { VersionStage: 'AWSPENDING' }), 'ResourceNotFoundException')
      await aws.advance(60_000)
      const described = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.deepEqual(
        [described.RotationEnabled, described.RotationLambdaARN, described.RotationRules],
        [true, RotationLambdaARN, { AutomaticallyAfterDays: 10 }],
      )
      assert.ok(described.LastRotatedDate)
      assert.equal(described.NextRotationDate?.getTime(), described.LastRotatedDate.getTime() + 10 * DAY)
    },
  },
  'A rotation that is not complete stands in the way of the next': {
    source: `${REFERENCE('RotateSecret')}; text: AWS re:Post "A previous rotation isn't complete"`,
    async run(aws) {
      const manager = client(aws)
      const RotationLambdaARN = await rotatable(aws)
      await create(manager, 's', { ClientRequestToken: token('1') })
      // `echo` does nothing of what a rotation function should: the version stays pending.
      await manager.send(new RotateSecretCommand({ SecretId: 's', RotationLambdaARN, ClientRequestToken: token('2') }))
      await aws.advance(60_000)
      await fails(
        manager.send(new RotateSecretCommand({ SecretId: 's', ClientRequestToken: token('3') })),
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      )
    },
  },
  'A rotation needs a function that may be invoked': {
    source: 'Secrets Manager User Guide, Troubleshoot AWS Secrets Manager rotation; API Reference, RotateSecret',
    async run(aws) {
      const manager = client(aws)
      await create(manager, 's')
      await fails(
        manager.send(new RotateSecretCommand({ SecretId: 's' })),
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      )
      await fails(
        manager.send(
          new RotateSecretCommand({
            SecretId: 's',
            RotationLambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:echo',
          }),
        ),
        'AccessDeniedException',
        'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
      )
    },
  },
  'Rotation rules': {
    source: 'Secrets Manager API Reference, RotationRulesType',
    async run(aws) {
      const manager = client(aws)
      const RotationLambdaARN = await rotatable(aws)
      await create(manager, 's')
      const rotate = (RotationRules: object) =>
        manager.send(
          new RotateSecretCommand({ SecretId: 's', RotationLambdaARN, RotationRules, RotateImmediately: false }),
        )
      await fails(
        rotate({ AutomaticallyAfterDays: 1001 }),
        'ValidationException',
        "1 validation error detected: Value '1001' at 'rotationRules.automaticallyAfterDays' failed to satisfy constraint: Member must have value less than or equal to 1000",
      )
      await fails(rotate({ ScheduleExpression: 'rate(3 hours)' }), 'InvalidParameterException')
      await fails(rotate({ AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }), 'InvalidParameterException')
      await rotate({ ScheduleExpression: 'rate(10 days)' })
      const { NextRotationDate } = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.equal(NextRotationDate?.getTime(), (await aws.now()) + 10 * DAY)
      await manager.send(new CancelRotateSecretCommand({ SecretId: 's' }))
      const cancelled = await manager.send(new DescribeSecretCommand({ SecretId: 's' }))
      assert.deepEqual([cancelled.RotationEnabled, cancelled.NextRotationDate], [false, undefined])
    },
  },
})
