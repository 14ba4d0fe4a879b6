/**
 * Systems Manager Parameter Store. Behaviour: API Reference and User Guide (2026). Recorded: from AWS by LocalStack's test
 * suite (tests/aws/services/ssm, Apache-2.0); texts reported: by moto's tests and by users, as the case says.
 */

import { CreateKeyCommand, DescribeKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
  paginateGetParametersByPath,
  type ParameterStringFilter,
  type PutParameterCommandInput,
} from '@aws-sdk/client-ssm'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const REFERENCE = (action: string): string => `Systems Manager API Reference, ${action}`
const RECORDED = (test: string): string => `Recorded from AWS by LocalStack, test_ssm.py::TestSSM::${test}`
const MOTO = 'Text as in moto, tests/test_ssm'
const NAME_RULE =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_'

const client = (aws: Aws): SSMClient => new SSMClient(aws.config)

const put = (ssm: SSMClient, Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }))

/** The next version. */
const overwrite = (ssm: SSMClient, Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true, ...more }))

const get = async (ssm: SSMClient, Name: string, WithDecryption = false) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter

const names = (parameters: readonly { Name?: string | undefined }[] | undefined) =>
  (parameters ?? []).map(({ Name }) => Name)

/** A refusal with status 400. */
const fails = (promise: Promise<unknown>, name: string, message?: string | RegExp): Promise<void> =>
  assert.rejects(promise, (error: Error & { $metadata: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    if (message instanceof RegExp) assert.match(error.message, message)
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })

/** A customer's key. */
async function key(aws: Aws): Promise<{ id: string; arn: string; kms: KMSClient }> {
  const kms = new KMSClient(aws.config)
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '', kms }
}

export default casesOf('ssm', {
  'A parameter is put and got': {
    source: RECORDED('test_put_and_get_via_arn'),
    async run(aws) {
      const ssm = client(aws)
      const answer = await put(ssm, '/foo/bar', 'myvalue')
      assert.deepEqual([answer.Version, answer.Tier], [1, 'Standard'])
      const parameter = await get(ssm, '/foo/bar')
      assert.equal(parameter?.LastModifiedDate?.getTime(), await aws.now())
      assert.deepEqual(
        { ...parameter, LastModifiedDate: undefined },
        {
          ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/foo/bar',
          DataType: 'text',
          LastModifiedDate: undefined,
          Name: '/foo/bar',
          Type: 'String',
          Value: 'myvalue',
          Version: 1,
        },
      )
    },
  },
  'A parameter is got by its ARN': {
    source: RECORDED('test_get_parameter_by_arn'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, 'plain', 'test')
      const byArn = await get(ssm, 'arn:aws:ssm:us-east-1:123456789012:parameter/plain')
      assert.deepEqual([byArn?.Name, byArn?.Value], ['plain', 'test'])
    },
  },
  'On the first level the slash makes no difference': {
    source: RECORDED('test_put_parameters'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, 'param', '123')
      assert.equal((await get(ssm, 'param'))?.Name, 'param')
      assert.deepEqual([(await get(ssm, '/param'))?.Name, (await get(ssm, '/param'))?.Value], ['/param', '123'])
      const several = await ssm.send(new GetParametersCommand({ Names: ['/param'] }))
      assert.deepEqual(names(several.Parameters), ['/param'])
    },
  },
  'Below the first level a name begins with a slash': {
    source: `${RECORDED('test_hierarchical_parameter')}; text: aws/aws-sdk-js-v3 issue 5005`,
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/a/b/c', '123')
      await fails(get(ssm, '/a//b//c'), 'ValidationException', NAME_RULE)
      await fails(get(ssm, 'a/b/c'), 'ValidationException', NAME_RULE)
    },
  },
  'Names consist of letters, digits and .-_/': {
    source: 'boto/boto3 issue 1499; aws/aws-sdk-php issue 1952',
    async run(aws) {
      const ssm = client(aws)
      await fails(put(ssm, 'Dev MySQL DB', 'x'), 'ValidationException', NAME_RULE)
      await fails(put(ssm, '/support@example.com', 'x'), 'ValidationException', NAME_RULE)
    },
  },
  'aws and ssm are reserved prefixes': {
    source: `User Guide, Requirements and constraints for parameter names; ${MOTO}`,
    async run(aws) {
      const ssm = client(aws)
      await fails(
        put(ssm, 'aws_test', 'x'),
        'ValidationException',
        'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
      )
      await fails(put(ssm, '/ssm/test', 'x'), 'ValidationException', NAME_RULE)
      await fails(
        put(ssm, '/aws/test', 'x'),
        'AccessDeniedException',
        'No access to reserved parameter name: /aws/test.',
      )
    },
  },
  'A hierarchy has at most 15 levels': {
    source: REFERENCE('PutParameter'),
    async run(aws) {
      const ssm = client(aws)
      const levels = (count: number): string => Array.from({ length: count }, (_, index) => `/l${index}`).join('')
      await fails(put(ssm, levels(16), 'x'), 'HierarchyLevelLimitExceededException')
      await put(ssm, levels(15), 'x')
    },
  },
  'What is not there': {
    source:
      'Systems Manager API Reference, GetParameter; AWS gives no text: aws-amplify and CDK issues "ParameterNotFound: UnknownError"',
    async run(aws) {
      const ssm = client(aws)
      await fails(get(ssm, '/none'), 'ParameterNotFound', 'UnknownError')
      await fails(ssm.send(new DeleteParameterCommand({ Name: '/none' })), 'ParameterNotFound', 'UnknownError')
      await fails(ssm.send(new GetParameterHistoryCommand({ Name: '/none' })), 'ParameterNotFound', 'UnknownError')
    },
  },
  'Overwriting makes a version': {
    source: REFERENCE('PutParameter'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1', { Description: 'first' })
      await fails(
        put(ssm, '/p', '2'),
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      )
      assert.equal((await overwrite(ssm, '/p', '2')).Version, 2)
      const parameter = await get(ssm, '/p')
      assert.deepEqual([parameter?.Value, parameter?.Version, parameter?.Type], ['2', 2, 'String'])
      const { Parameters } = await ssm.send(new DescribeParametersCommand({}))
      assert.equal(Parameters?.[0]?.Description, 'first')
    },
  },
  'A new parameter needs a type': {
    source: MOTO,
    async run(aws) {
      await fails(
        client(aws).send(new PutParameterCommand({ Name: '/p', Value: 'x' })),
        'ValidationException',
        'A parameter type is required when you create a parameter.',
      )
    },
  },
  'Types that there are': {
    source: MOTO,
    async run(aws) {
      await fails(
        put(client(aws), '/p', 'x', { Type: 'Number' as never }),
        'ValidationException',
        "1 validation error detected: Value 'Number' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, StringList, String]",
      )
    },
  },
  'The type of a parameter does not change': {
    source: 'Systems Manager API Reference, PutParameter: HierarchyTypeMismatchException',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', 'x')
      await fails(overwrite(ssm, '/p', 'x', { Type: 'SecureString' }), 'HierarchyTypeMismatchException')
    },
  },
  'A StringList is a text with commas': {
    source: REFERENCE('PutParameter'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/list', 'a,b', { Type: 'StringList' })
      const parameter = await get(ssm, '/list')
      assert.deepEqual([parameter?.Type, parameter?.Value], ['StringList', 'a,b'])
    },
  },
  'A value has at least one character': {
    source: MOTO,
    async run(aws) {
      await fails(
        put(client(aws), '/p', ''),
        'ValidationException',
        /^1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1/,
      )
    },
  },
  'Standard parameters have up to 4,096 characters, advanced ones 8,192': {
    source: 'Systems Manager User Guide, Managing parameter tiers; text: aws/aws-cdk and serverless issues',
    async run(aws) {
      const ssm = client(aws)
      await fails(
        put(ssm, '/p', 'x'.repeat(4097)),
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
      )
      await put(ssm, '/p', 'x'.repeat(4096))
      assert.equal((await put(ssm, '/q', 'x'.repeat(8192), { Tier: 'Advanced' })).Tier, 'Advanced')
      await fails(overwrite(ssm, '/q', 'x'.repeat(8193)), 'ValidationException')
    },
  },
  'Intelligent tiering takes the advanced tier when it must': {
    source: 'Systems Manager User Guide, Managing parameter tiers',
    async run(aws) {
      const ssm = client(aws)
      const tiering = { Tier: 'Intelligent-Tiering' } as const
      assert.equal((await put(ssm, '/small', 'x', tiering)).Tier, 'Standard')
      assert.equal((await put(ssm, '/large', 'x'.repeat(4097), tiering)).Tier, 'Advanced')
      await fails(
        overwrite(ssm, '/large', 'x', { Tier: 'Standard' }),
        'ValidationException',
        /can't downgrade a parameter/,
      )
    },
  },
  'An allowed pattern is checked, also later': {
    source: REFERENCE('PutParameter'),
    async run(aws) {
      const ssm = client(aws)
      await fails(
        put(ssm, '/n', 'abc', { AllowedPattern: '^\\d+$' }),
        'ParameterPatternMismatchException',
        'Parameter value, cannot be validated against allowedPattern: ^\\d+$',
      )
      await put(ssm, '/n', '123', { AllowedPattern: '^\\d+$' })
      await fails(overwrite(ssm, '/n', 'abc'), 'ParameterPatternMismatchException')
      await fails(put(ssm, '/m', 'abc', { AllowedPattern: '(' }), 'InvalidAllowedPatternException')
    },
  },
  'A value cannot name another parameter': {
    source: 'Systems Manager User Guide, Create a Parameter Store parameter',
    async run(aws) {
      await fails(
        put(client(aws), '/p', '{{ssm:other}}'),
        'ValidationException',
        'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
      )
    },
  },
  'Tags do not go with overwriting': {
    source: MOTO,
    async run(aws) {
      await fails(
        put(client(aws), '/p', 'x', { Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] }),
        'ValidationException',
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      )
    },
  },
  'Data types': {
    source: `${REFERENCE('PutParameter')}; ${MOTO}`,
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/ami', 'ami-12345abcdeEXAMPLE', { DataType: 'aws:ec2:image' })
      assert.equal((await get(ssm, '/ami'))?.DataType, 'aws:ec2:image')
      await fails(
        put(ssm, '/p', 'x', { DataType: 'not_text' }),
        'ValidationException',
        'The following data type is not supported: not_text (Data type names are all lowercase.)',
      )
    },
  },
  'Parameter policies are refused clearly': {
    source: 'Coldstart: parameter policies are not simulated; README of the service',
    async run(aws) {
      const Policies = JSON.stringify([
        { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2030-01-01T00:00:00Z' } },
      ])
      await fails(put(client(aws), '/p', 'x', { Tier: 'Advanced', Policies }), 'ValidationException', /not simulated/)
    },
  },

  'Versions and labels select': {
    source: 'Systems Manager User Guide, Working with parameter versions and labels',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1')
      await overwrite(ssm, '/p', '2')
      await ssm.send(new LabelParameterVersionCommand({ Name: '/p', ParameterVersion: 1, Labels: ['stable'] }))
      const first = await get(ssm, '/p:1')
      assert.deepEqual([first?.Name, first?.Value, first?.Selector], ['/p', '1', ':1'])
      const stable = await get(ssm, '/p:stable')
      assert.deepEqual([stable?.Value, stable?.Version, stable?.Selector], ['1', 1, ':stable'])
      await fails(
        get(ssm, '/p:9'),
        'ParameterVersionNotFound',
        'Systems Manager could not find version 9 of /p. Verify the version and try again.',
      )
      await fails(get(ssm, '/p:other'), 'ParameterVersionNotFound', /could not find label other/)
    },
  },
  'A label stands for one version': {
    source: REFERENCE('LabelParameterVersion'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1')
      await overwrite(ssm, '/p', '2')
      const label = (ParameterVersion?: number) =>
        ssm.send(
          new LabelParameterVersionCommand({
            Name: '/p',
            Labels: ['stable'],
            ...(ParameterVersion !== undefined && { ParameterVersion }),
          }),
        )
      assert.equal((await label(1)).ParameterVersion, 1)
      assert.equal((await label()).ParameterVersion, 2)
      assert.equal((await get(ssm, '/p:stable'))?.Value, '2')
      const removed = await ssm.send(
        new UnlabelParameterVersionCommand({ Name: '/p', ParameterVersion: 2, Labels: ['stable', 'other'] }),
      )
      assert.deepEqual([removed.RemovedLabels, removed.InvalidLabels], [['stable'], ['other']])
    },
  },
  'Labels that are none, and too many': {
    source: `User Guide, Label requirements and restrictions; ${MOTO}`,
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1')
      const label = (Labels: string[]) => ssm.send(new LabelParameterVersionCommand({ Name: '/p', Labels }))
      assert.deepEqual((await label(['aws', '9abc', 'a/c', 'good'])).InvalidLabels, ['aws', '9abc', 'a/c'])
      await label(Array.from({ length: 9 }, (_, index) => `l${index}`))
      await fails(
        label(['one-more']),
        'ParameterVersionLabelLimitExceeded',
        /A parameter version can have maximum 10 labels\./,
      )
    },
  },
  'History shows versions, their labels and values': {
    source: REFERENCE('GetParameterHistory'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1')
      await overwrite(ssm, '/p', '2')
      await ssm.send(new LabelParameterVersionCommand({ Name: '/p', ParameterVersion: 1, Labels: ['old'] }))
      const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/p' }))
      assert.deepEqual(
        Parameters?.map(({ Version, Value, Labels, Tier }) => [Version, Value, Labels, Tier]),
        [
          [1, '1', ['old'], 'Standard'],
          [2, '2', [], 'Standard'],
        ],
      )
      assert.match(Parameters?.[0]?.LastModifiedUser ?? '', /^arn:aws:iam::123456789012:user\//)
      const page = await ssm.send(new GetParameterHistoryCommand({ Name: '/p', MaxResults: 1 }))
      assert.equal(page.Parameters?.length, 1)
      assert.ok(page.NextToken)
    },
  },
  'A hundred versions are kept, labelled ones not given up': {
    source: `User Guide, Working with parameter versions; ${MOTO}`,
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', '1')
      for (let version = 2; version <= 101; version++) await overwrite(ssm, '/p', String(version))
      await fails(get(ssm, '/p:1'), 'ParameterVersionNotFound')
      await ssm.send(new LabelParameterVersionCommand({ Name: '/p', ParameterVersion: 2, Labels: ['keep'] }))
      await fails(
        overwrite(ssm, '/p', '102'),
        'ParameterMaxVersionLimitExceeded',
        "You attempted to create a new version of /p by calling the PutParameter API with the overwrite flag. Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.",
      )
    },
  },

  'GetParameters names what it did not find': {
    source: REFERENCE('GetParameters'),
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/a', '1')
      await put(ssm, '/b', '2')
      const { Parameters, InvalidParameters } = await ssm.send(
        new GetParametersCommand({ Names: ['/a', '/none', '/b', '/a:7'] }),
      )
      assert.deepEqual(names(Parameters), ['/a', '/b'])
      assert.deepEqual(InvalidParameters, ['/none', '/a:7'])
    },
  },
  'GetParameters takes ten names': {
    source: REFERENCE('GetParameters'),
    async run(aws) {
      const Names = Array.from({ length: 11 }, (_, index) => `/p${index}`)
      await fails(
        client(aws).send(new GetParametersCommand({ Names })),
        'ValidationException',
        /at 'names' failed to satisfy constraint: Member must have length less than or equal to 10/,
      )
    },
  },
  'GetParametersByPath: one level, or all': {
    source: REFERENCE('GetParametersByPath'),
    async run(aws) {
      const ssm = client(aws)
      for (const name of ['/app/db/user', '/app/db/password', '/app/level', '/other/level']) await put(ssm, name, 'x')
      const below = async (Path: string, Recursive = false) =>
        names((await ssm.send(new GetParametersByPathCommand({ Path, Recursive }))).Parameters)
      assert.deepEqual(await below('/app'), ['/app/level'])
      assert.deepEqual(await below('/app/'), ['/app/level'])
      assert.deepEqual(await below('/app', true), ['/app/db/password', '/app/db/user', '/app/level'])
      assert.deepEqual(await below('/app/level'), [])
      assert.equal((await below('/', true)).length, 4)
    },
  },
  'GetParametersByPath gives ten at a time': {
    source: REFERENCE('GetParametersByPath'),
    async run(aws) {
      const ssm = client(aws)
      for (let index = 10; index < 22; index++) await put(ssm, `/app/p${index}`, 'x')
      const sizes: number[] = []
      for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: '/app' })) {
        sizes.push(page.Parameters?.length ?? 0)
      }
      assert.deepEqual(sizes, [10, 2])
      await fails(
        ssm.send(new GetParametersByPathCommand({ Path: '/app', MaxResults: 11 })),
        'ValidationException',
        "1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10",
      )
      await fails(ssm.send(new GetParametersByPathCommand({ Path: '/app', NextToken: 'x' })), 'InvalidNextToken')
    },
  },
  'A path begins with a slash': {
    source: 'aws/aws-sdk-js-v3 issue 5928',
    async run(aws) {
      await fails(
        client(aws).send(new GetParametersByPathCommand({ Path: 'app' })),
        'ValidationException',
        'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
      )
    },
  },
  'GetParametersByPath filters by label and type': {
    source: `${RECORDED('test_get_parameters_by_path_and_filter_by_labels')}; ${REFERENCE('GetParametersByPath')}`,
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/app/a', 'labelled')
      await overwrite(ssm, '/app/a', 'newer')
      await put(ssm, '/app/b', 'x,y', { Type: 'StringList' })
      await ssm.send(new LabelParameterVersionCommand({ Name: '/app/a', ParameterVersion: 1, Labels: ['latest'] }))
      const find = async (filter: ParameterStringFilter) =>
        (await ssm.send(new GetParametersByPathCommand({ Path: '/app', ParameterFilters: [filter] }))).Parameters
      const labelled = await find({ Key: 'Label', Values: ['latest'] })
      assert.deepEqual(
        labelled?.map(({ Name, Value }) => [Name, Value]),
        [['/app/a', 'labelled']],
      )
      assert.deepEqual(names(await find({ Key: 'Type', Values: ['StringList'] })), ['/app/b'])
      await fails(find({ Key: 'Name', Values: ['/app/a'] }), 'InvalidFilterKey')
    },
  },
  'DescribeParameters filters': {
    source: 'Systems Manager API Reference, ParameterStringFilter',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/app/db/user', 'x', { Tags: [{ Key: 'team', Value: 'red' }] })
      await put(ssm, '/app/level', 'x')
      await put(ssm, 'plain', 'x,y', { Type: 'StringList' })
      const find = async (...ParameterFilters: ParameterStringFilter[]) =>
        names((await ssm.send(new DescribeParametersCommand({ ParameterFilters }))).Parameters)
      assert.deepEqual(await find({ Key: 'Path', Option: 'Recursive', Values: ['/app'] }), [
        '/app/db/user',
        '/app/level',
      ])
      assert.deepEqual(await find({ Key: 'Path', Values: ['/app'] }), ['/app/level'])
      assert.deepEqual(await find({ Key: 'Name', Values: ['plain'] }), ['plain'])
      assert.deepEqual(await find({ Key: 'Name', Option: 'BeginsWith', Values: ['/app/d'] }), ['/app/db/user'])
      assert.deepEqual(await find({ Key: 'Name', Option: 'Contains', Values: ['lev'] }), ['/app/level'])
      assert.deepEqual(await find({ Key: 'Type', Values: ['StringList'] }), ['plain'])
      assert.deepEqual(await find({ Key: 'tag:team', Values: ['red'] }), ['/app/db/user'])
      assert.deepEqual(await find({ Key: 'Tier', Values: ['Advanced'] }), [])
      await fails(find({ Key: 'Type', Values: ['Number'] }), 'InvalidFilterOption')
      await fails(find({ Key: 'Name', Option: 'Recursive', Values: ['x'] }), 'InvalidFilterOption')
      const { Parameters } = await ssm.send(
        new DescribeParametersCommand({ Filters: [{ Key: 'Name', Values: ['/app/l'] }] }),
      )
      assert.deepEqual(names(Parameters), ['/app/level'])
    },
  },
  'DescribeParameters shows everything but the value': {
    source: 'Systems Manager API Reference, ParameterMetadata',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/p', 'secret', { Type: 'SecureString', Description: 'd', AllowedPattern: '.*' })
      const { Parameters } = await ssm.send(new DescribeParametersCommand({}))
      const [metadata] = Parameters ?? []
      assert.deepEqual(
        [metadata?.KeyId, metadata?.Description, metadata?.AllowedPattern, metadata?.Policies, metadata?.Version],
        ['alias/aws/ssm', 'd', '.*', [], 1],
      )
      assert.ok(metadata && !('Value' in metadata))
    },
  },
  'Deleting one and several': {
    source: REFERENCE('DeleteParameters'),
    async run(aws) {
      const ssm = client(aws)
      for (const name of ['/a', '/b']) await put(ssm, name, 'x')
      await ssm.send(new DeleteParameterCommand({ Name: '/a' }))
      const { DeletedParameters, InvalidParameters } = await ssm.send(
        new DeleteParametersCommand({ Names: ['/a', '/b'] }),
      )
      assert.deepEqual([DeletedParameters, InvalidParameters], [['/b'], ['/a']])
    },
  },
  'Tags of a parameter': {
    source: 'Systems Manager API Reference, AddTagsToResource',
    async run(aws) {
      const ssm = client(aws)
      const resource = { ResourceType: 'Parameter', ResourceId: '/p' } as const
      const list = async () => (await ssm.send(new ListTagsForResourceCommand(resource))).TagList
      await fails(list(), 'InvalidResourceId')
      await put(ssm, '/p', 'x', { Tags: [{ Key: 'a', Value: '1' }] })
      await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'b', Value: '2' }] }))
      await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['a'] }))
      assert.deepEqual(await list(), [{ Key: 'b', Value: '2' }])
      await fails(
        ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId: 'd' })),
        'InvalidResourceType',
      )
    },
  },

  'A SecureString shows its ciphertext without decryption': {
    source: 'Systems Manager User Guide, SecureString parameters',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/secret', 'pa55', { Type: 'SecureString' })
      const sealed = await get(ssm, '/secret')
      assert.notEqual(sealed?.Value, 'pa55')
      assert.match(sealed?.Value ?? '', /^[A-Za-z0-9+/]{60,}={0,2}$/)
      assert.equal((await get(ssm, '/secret', true))?.Value, 'pa55')
      const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/secret', WithDecryption: true }))
      assert.equal(Parameters?.[0]?.Value, 'pa55')
      const byPath = await ssm.send(new GetParametersByPathCommand({ Path: '/', WithDecryption: true }))
      assert.equal(byPath.Parameters?.[0]?.Value, 'pa55')
      const { KeyMetadata } = await new KMSClient(aws.config).send(new DescribeKeyCommand({ KeyId: 'alias/aws/ssm' }))
      assert.equal(KeyMetadata?.KeyManager, 'AWS')
    },
  },
  'A long SecureString is encrypted too': {
    source: 'AWS KMS Developer Guide, How Parameter Store uses AWS KMS: advanced parameters',
    async run(aws) {
      const ssm = client(aws)
      const value = 'ä'.repeat(5000)
      await put(ssm, '/secret', value, { Type: 'SecureString', Tier: 'Advanced' })
      assert.equal((await get(ssm, '/secret', true))?.Value, value)
    },
  },
  'A key that cannot be used': {
    source: REFERENCE('PutParameter'),
    async run(aws) {
      const ssm = client(aws)
      await fails(
        put(ssm, '/secret', 'x', { Type: 'SecureString', KeyId: 'alias/none' }),
        'InvalidKeyId',
        'Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found.',
      )
      await fails(
        put(ssm, '/plain', 'x', { KeyId: 'alias/aws/ssm' }),
        'ValidationException',
        'KeyId is required for SecureString type parameter only.',
      )
      const { id, arn, kms } = await key(aws)
      await put(ssm, '/secret', 'x', { Type: 'SecureString', KeyId: id })
      await kms.send(new DisableKeyCommand({ KeyId: id }))
      await fails(get(ssm, '/secret', true), 'InvalidKeyId', `${arn} is disabled.`)
    },
  },
  'Whoever decrypts must be allowed to by KMS': {
    source: 'AWS KMS Developer Guide, How Parameter Store uses AWS KMS: permissions',
    async run(aws) {
      const ssm = client(aws)
      const { id, arn } = await key(aws)
      await put(ssm, '/own', 'x', { Type: 'SecureString', KeyId: id })
      await put(ssm, '/default', 'y', { Type: 'SecureString' })
      const reader = (statements: object[]) =>
        aws.role({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }, ...statements],
        })
      const limited = new SSMClient(await reader([]))
      // The AWS managed key is for everybody who may use Parameter Store.
      assert.equal((await get(limited, '/default', true))?.Value, 'y')
      await fails(
        get(limited, '/own', true),
        'AccessDeniedException',
        /is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:/,
      )
      const allowed = new SSMClient(await reader([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: arn }]))
      assert.equal((await get(allowed, '/own', true))?.Value, 'x')
    },
  },
  'IAM decides by parameter': {
    source: 'Service Authorization Reference, AWS Systems Manager',
    async run(aws) {
      const ssm = client(aws)
      await put(ssm, '/app/a', '1')
      await put(ssm, '/other/a', '2')
      const limited = new SSMClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ssm:GetParameter*',
              Resource: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/*',
            },
          ],
        }),
      )
      assert.equal((await get(limited, '/app/a'))?.Value, '1')
      await fails(
        get(limited, '/other/a'),
        'AccessDeniedException',
        /is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:us-east-1:123456789012:parameter\/other\/a because no session policy allows the ssm:GetParameter action/,
      )
    },
  },
  'Secrets are parameters too': {
    source: RECORDED('test_get_secret_parameter'),
    async run(aws) {
      const ssm = client(aws)
      await new SecretsManagerClient(aws.config).send(
        new CreateSecretCommand({ Name: 'test_secret', SecretString: 'my_secret' }),
      )
      const Name = '/aws/reference/secretsmanager/test_secret'
      const parameter = await get(ssm, Name, true)
      assert.deepEqual([parameter?.Name, parameter?.Value], [Name, 'my_secret'])
      const source = JSON.parse(parameter?.SourceResult ?? '{}') as { name: string; ARN: string }
      assert.equal(source.name, 'test_secret')
      assert.match(source.ARN, /:secretsmanager:/)
      await fails(
        get(ssm, '/aws/reference/secretsmanager/inexistent', true),
        'ParameterNotFound',
        /^Secret .*aws\/reference\/secretsmanager\/inexistent.* not found\.$/,
      )
    },
  },
})
