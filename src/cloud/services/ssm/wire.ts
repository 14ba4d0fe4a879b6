/**
 * How Systems Manager's API is spoken, and its errors. Source: Systems Manager API Reference; texts as users and moto's
 * test suite report them from AWS, except where a comment says otherwise.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import * as limits from './limits'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'ssm',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

const error =
  (code: string) =>
  (message: string): AwsError =>
    new AwsError(code, 400, message)
const validation = error('ValidationException')

const NAME_RULE =
  'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.'

export const errors = {
  validation,
  invalidName: () =>
    validation(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    ),
  reservedPrefix: () => validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'),
  reservedName: (name: string) => error('AccessDeniedException')(`No access to reserved parameter name: ${name}.`),
  invalidPath: () => validation(NAME_RULE),
  tooManyLevels: () =>
    // The API Reference's description of the error; text not confirmed.
    error('HierarchyLevelLimitExceededException')(`A hierarchy can have a maximum of ${limits.LEVELS_MAX} levels.`),
  typeRequired: () => validation('A parameter type is required when you create a parameter.'),
  /** The API Reference's description of the error; text not confirmed. */
  typeChanged: () =>
    error('HierarchyTypeMismatchException')(
      "Parameter Store does not support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
    ),
  exists: () =>
    error('ParameterAlreadyExists')(
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    ),
  tagsWithOverwrite: () =>
    validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    ),
  valueTooLong: (tier: limits.Tier) =>
    validation(
      tier === 'Standard'
        ? 'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'
        : // Text not confirmed.
          'Advanced tier parameters support a maximum parameter value of 8192 characters.',
    ),
  downgrade: () =>
    validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.",
    ),
  nestedReference: () => validation('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.'),
  keyIdWithoutSecureString: () => validation('KeyId is required for SecureString type parameter only.'),
  invalidPattern: (pattern: string) =>
    // Text not confirmed.
    error('InvalidAllowedPatternException')(`The allowed pattern ${pattern} is not a valid regular expression.`),
  patternMismatch: (pattern: string) =>
    error('ParameterPatternMismatchException')(
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    ),
  dataType: (dataType: string) =>
    validation(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`),
  limitExceeded: (tier: limits.Tier) =>
    // Text not confirmed.
    error('ParameterLimitExceeded')(
      `You have reached the maximum number of ${limits.PARAMETERS_MAX[tier]} ${tier.toLowerCase()} parameters for this Region.`,
    ),
  versionLimit: (name: string, oldest: number) =>
    error('ParameterMaxVersionLimitExceeded')(
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    ),
  /** AWS gives no text. */
  notFound: () => error('ParameterNotFound')(''),
  secretNotFound: (name: string) => error('ParameterNotFound')(`Secret ${name} not found.`),
  secretWithoutDecryption: () => validation('WithDecryption flag must be True for retrieving a Secret Manager secret.'),
  versionNotFound: (version: string, name: string) =>
    error('ParameterVersionNotFound')(
      `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
    ),
  labelNotFound: (label: string, name: string) =>
    error('ParameterVersionNotFound')(
      `Systems Manager could not find label ${label} for parameter ${name}. Verify the label and try again.`,
    ),
  labelLimit: () =>
    error('ParameterVersionLabelLimitExceeded')(
      'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
    ),
  invalidKey: error('InvalidKeyId'),
  invalidToken: () => error('InvalidNextToken')('The specified token is not valid.'),
  invalidFilterKey: (key: string, valid: readonly string[]) =>
    error('InvalidFilterKey')(
      `The following filter key is not valid: ${key}. Valid filter keys include: [${valid.join(', ')}].`,
    ),
  invalidFilterOption: (option: string, valid: readonly string[]) =>
    error('InvalidFilterOption')(
      `The following filter option is not valid: ${option}. Valid options include: [${valid.join(', ')}].`,
    ),
  /** AWS answers this with InvalidFilterOption too. */
  invalidFilterValue: (value: string, valid: readonly string[]) =>
    error('InvalidFilterOption')(
      `The following filter value is not valid: ${value}. Valid values include: [${valid.join(', ')}].`,
    ),
  filterTwice: (key: string) =>
    validation(
      `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
    ),
  filterValuesMissing: (key: string) =>
    validation(`The following filter values are missing : null for filter key ${key}.`),
  filterNamePrefix: () =>
    validation(
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
    ),
  bothFilters: () => validation('You can use either Filters or ParameterFilters in a single request.'),
  invalidResourceType: () => error('InvalidResourceType')('Invalid Resource Type'),
  invalidResourceId: () => error('InvalidResourceId')('Invalid Resource Id'),
  tooManyTags: () => error('TooManyTagsError')(''),
  /** Ours. */
  notSimulated: (what: string) => validation(`${what} is not simulated.`),
} as const
