/** What the API's model demands of its input, and reading it. Source: the service model (2017-10-17). */

import { checkConstraints, type Constraint, type Constraints } from '../../aws/constraints'
import { text, type Input } from '../../aws/input'
import * as limits from './limits'
import type { PasswordRules } from './passwords'

export { number, optionalText, record, records, strings, text, type Input } from '../../aws/input'

const SECRET_ID: Constraint = { required: true, length: [1, 2048] }
const TOKEN: Constraint = { length: [32, 64] }
const STAGE: Constraint = { length: [1, 256] }
const STRING: Constraint = { sensitive: true, length: [1, limits.VALUE_MAX] }
const BINARY: Constraint = { sensitive: true, blob: true, length: [1, limits.VALUE_MAX] }
const VALUE: Constraints = { SecretString: STRING, SecretBinary: BINARY }
const NEXT_TOKEN: Constraint = { length: [1, 4096] }
const TAGS: Constraint = { entries: { members: { Key: { length: [1, 128] }, Value: { length: [0, 256] } } } }
const POLICY: Constraint = { required: true, length: [1, 20_480] }
const FILTERS: Constraint = {
  length: [0, 10],
  entries: {
    members: {
      Key: {
        values: ['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all'],
      },
      Values: { length: [1, 10], entries: { length: [0, 512] } },
    },
  },
}
const ON_A_SECRET: Constraints = { SecretId: SECRET_ID }

const CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  BatchGetSecretValue: {
    SecretIdList: { length: [1, 20], entries: { length: [1, 2048] } },
    Filters: FILTERS,
    MaxResults: { range: [1, 20] },
    NextToken: NEXT_TOKEN,
  },
  CancelRotateSecret: ON_A_SECRET,
  CreateSecret: {
    Name: { required: true, length: [1, 512] },
    ClientRequestToken: TOKEN,
    Description: { length: [0, 2048] },
    KmsKeyId: { length: [0, 2048] },
    ...VALUE,
    Tags: TAGS,
  },
  DeleteResourcePolicy: ON_A_SECRET,
  DeleteSecret: ON_A_SECRET,
  DescribeSecret: ON_A_SECRET,
  GetRandomPassword: {
    PasswordLength: { range: [1, limits.PASSWORD_LENGTH.maximum] },
    ExcludeCharacters: { length: [0, 4096] },
  },
  GetResourcePolicy: ON_A_SECRET,
  GetSecretValue: { SecretId: SECRET_ID, VersionId: TOKEN, VersionStage: STAGE },
  ListSecretVersionIds: { SecretId: SECRET_ID, MaxResults: { range: [1, 100] }, NextToken: NEXT_TOKEN },
  ListSecrets: {
    MaxResults: { range: [1, 100] },
    NextToken: NEXT_TOKEN,
    Filters: FILTERS,
    SortOrder: { values: ['asc', 'desc'] },
    SortBy: { values: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] },
  },
  PutResourcePolicy: { SecretId: SECRET_ID, ResourcePolicy: POLICY },
  PutSecretValue: {
    SecretId: SECRET_ID,
    ClientRequestToken: TOKEN,
    ...VALUE,
    VersionStages: { length: [1, 20], entries: { length: [1, 256] } },
  },
  RestoreSecret: ON_A_SECRET,
  RotateSecret: {
    SecretId: SECRET_ID,
    ClientRequestToken: TOKEN,
    RotationLambdaARN: { length: [0, 2048] },
    RotationRules: {
      members: {
        AutomaticallyAfterDays: { range: [limits.ROTATION_DAYS.minimum, limits.ROTATION_DAYS.maximum] },
        Duration: { length: [2, 3], pattern: '[0-9]+h' },
        ScheduleExpression: { length: [1, 256], pattern: String.raw`[0-9A-Za-z\(\)#\?\*\-\/, ]+` },
      },
    },
  },
  TagResource: { SecretId: SECRET_ID, Tags: { ...TAGS, required: true } },
  UntagResource: { SecretId: SECRET_ID, TagKeys: { required: true, entries: { length: [1, 128] } } },
  UpdateSecret: {
    SecretId: SECRET_ID,
    ClientRequestToken: TOKEN,
    Description: { length: [0, 2048] },
    KmsKeyId: { length: [0, 2048] },
    ...VALUE,
  },
  UpdateSecretVersionStage: {
    SecretId: SECRET_ID,
    VersionStage: { ...STAGE, required: true },
    RemoveFromVersionId: TOKEN,
    MoveToVersionId: TOKEN,
  },
  ValidateResourcePolicy: { SecretId: { length: [1, 2048] }, ResourcePolicy: POLICY },
}

/** @throws AwsError ValidationException */
export function validate(operation: string, input: Input): void {
  checkConstraints(input, CONSTRAINTS[operation] ?? {})
}

/** Of GetRandomPassword, and of GenerateSecretString in a template. */
export function passwordRules(input: Input): PasswordRules {
  const isTrue = (name: string): boolean => input[name] === true || input[name] === 'true'
  return {
    length: Number(input['PasswordLength'] ?? limits.PASSWORD_LENGTH.default),
    exclude: text(input, 'ExcludeCharacters'),
    lowercase: !isTrue('ExcludeLowercase'),
    uppercase: !isTrue('ExcludeUppercase'),
    numbers: !isTrue('ExcludeNumbers'),
    punctuation: !isTrue('ExcludePunctuation'),
    space: isTrue('IncludeSpace'),
    requireEach: input['RequireEachIncludedType'] === undefined || isTrue('RequireEachIncludedType'),
  }
}
