/** What the API's model demands of its input, and reading it. Source: the service model (2014-11-06). */

import { checkConstraints, type Constraint, type Constraints } from '../../aws/constraints'
import type { Input } from '../../aws/input'
import * as limits from './limits'

export { number, optionalText, records, strings, text, type Input } from '../../aws/input'

const NAME: Constraint = { required: true, length: [1, 2048] }
const NAMES: Constraint = { required: true, length: [1, limits.NAMES_MAX], entries: { length: [1, 2048] } }
const TAG_TEXT = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`
const TAGS: Constraint = {
  length: [0, 1000],
  entries: {
    members: {
      Key: { required: true, length: [1, 128], pattern: TAG_TEXT },
      Value: { required: true, length: [0, 256], pattern: TAG_TEXT },
    },
  },
}
const LABELS: Constraint = { required: true, length: [1, 10], entries: { length: [1, 100] } }
const FILTERS: Constraint = {
  entries: {
    members: {
      Key: {
        required: true,
        length: [1, 132],
        pattern: '^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$',
      },
      Option: { length: [1, 10] },
      Values: { length: [1, 50], entries: { length: [1, 1024] } },
    },
  },
}
const RESOURCE: Constraints = {
  ResourceType: {
    required: true,
    values: [
      'Document',
      'ManagedInstance',
      'MaintenanceWindow',
      'Parameter',
      'PatchBaseline',
      'OpsItem',
      'OpsMetadata',
      'Automation',
      'Association',
    ],
  },
  ResourceId: { required: true },
}

const CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  AddTagsToResource: { ...RESOURCE, Tags: { ...TAGS, required: true } },
  DeleteParameter: { Name: NAME },
  DeleteParameters: { Names: NAMES },
  DescribeParameters: {
    Filters: {
      entries: {
        members: {
          Key: { required: true, values: ['Name', 'Type', 'KeyId'] },
          Values: { required: true, length: [1, 50], entries: { length: [1, 1024] } },
        },
      },
    },
    ParameterFilters: FILTERS,
    MaxResults: { range: [1, limits.DESCRIBE_RESULTS_MAX] },
  },
  GetParameter: { Name: NAME },
  GetParameterHistory: { Name: NAME, MaxResults: { range: [1, limits.HISTORY_RESULTS_MAX] } },
  GetParameters: { Names: NAMES },
  GetParametersByPath: {
    Path: NAME,
    ParameterFilters: FILTERS,
    MaxResults: { range: [1, limits.PATH_RESULTS_MAX] },
  },
  LabelParameterVersion: { Name: NAME, Labels: LABELS },
  ListTagsForResource: RESOURCE,
  PutParameter: {
    Name: NAME,
    Description: { length: [0, 1024] },
    Value: { required: true, sensitive: true },
    Type: { values: ['SecureString', 'StringList', 'String'] },
    KeyId: { length: [1, 256], pattern: '^([a-zA-Z0-9:/_-]+)$' },
    AllowedPattern: { length: [0, 1024] },
    Tags: TAGS,
    Tier: { values: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
    Policies: { length: [1, 4096] },
    DataType: { length: [0, 128] },
  },
  RemoveTagsFromResource: {
    ...RESOURCE,
    TagKeys: { required: true, entries: { length: [1, 128], pattern: TAG_TEXT } },
  },
  UnlabelParameterVersion: { Name: NAME, ParameterVersion: { required: true }, Labels: LABELS },
}

/** @throws AwsError ValidationException */
export function validate(operation: string, input: Input): void {
  checkConstraints(input, CONSTRAINTS[operation] ?? {})
}
