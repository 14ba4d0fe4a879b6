/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda"; for roles the IAM
 * User Guide, "Grant a user permissions to pass a role to an AWS service".
 */

import { formatArn, type Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../../services/contract'
import { readCallbackId } from '../durable/tokens'
import { optionalText, record, type Input } from './input'

/** The ways of invoking are one action. */
const INVOKE = 'InvokeFunction'

/** On a function, version or alias: as the request names it. */
const ON_FUNCTION: Readonly<Record<string, string>> = {
  Invoke: INVOKE,
  InvokeWithResponseStream: INVOKE,
  ...Object.fromEntries(
    'InvokeAsync GetFunction GetFunctionConfiguration UpdateFunctionCode DeleteFunction PublishVersion ListVersionsByFunction CreateAlias GetAlias ListAliases UpdateAlias DeleteAlias PutFunctionConcurrency GetFunctionConcurrency DeleteFunctionConcurrency PutProvisionedConcurrencyConfig GetProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig ListProvisionedConcurrencyConfigs PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig GetFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig ListFunctionEventInvokeConfigs AddPermission RemovePermission GetPolicy GetFunctionRecursionConfig PutFunctionRecursionConfig ListDurableExecutionsByFunction CreateFunctionUrlConfig GetFunctionUrlConfig UpdateFunctionUrlConfig DeleteFunctionUrlConfig ListFunctionUrlConfigs'
      .split(' ')
      .map((operation) => [operation, operation]),
  ),
}

/** On a durable execution: as its ARN is given, or inside the callback's id. */
const ON_EXECUTION =
  'CheckpointDurableExecution GetDurableExecution GetDurableExecutionHistory GetDurableExecutionState StopDurableExecution SendDurableExecutionCallbackSuccess SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat'.split(
    ' ',
  )

/** Without a resource. */
const ON_ANYTHING = 'ListFunctions GetAccountSettings ListEventSourceMappings ListLayers'.split(' ')

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const functionArn = (input: Input): string => {
    const parts = (optionalText(input, 'FunctionName') ?? '').split(':')
    const [name = '', inline] = parts.slice(parts.lastIndexOf('function') + 1)
    const qualifier = optionalText(input, 'Qualifier') ?? inline
    return formatArn('lambda', account, `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`)
  }
  const need = (operation: string, resource: string, context?: AccessNeed['context']): AccessNeed => ({
    action: `lambda:${operation}`,
    resource,
    ...(context && { context }),
  })
  const passRole = (input: Input): readonly AccessNeed[] => {
    const role = optionalText(input, 'Role')
    const context = { 'iam:PassedToService': 'lambda.amazonaws.com' }
    return role === undefined ? [] : [{ action: 'iam:PassRole', resource: role, context }]
  }
  const executionArn = (input: Input): string =>
    optionalText(input, 'DurableExecutionArn') ??
    readCallbackId(optionalText(input, 'CallbackId') ?? '')?.executionArn ??
    '*'
  const onMapping =
    (operation: string): AccessRule =>
    (input) => [
      need(operation, formatArn('lambda', account, `event-source-mapping:${optionalText(input, 'UUID') ?? ''}`), {
        ...(input['FunctionName'] !== undefined && { 'lambda:FunctionArn': functionArn(input) }),
      }),
    ]
  const onResource =
    (operation: string): AccessRule =>
    (input) => [need(operation, optionalText(input, 'Resource') ?? '*')]
  const onLayer =
    (operation: string): AccessRule =>
    ({ LayerName: name, VersionNumber: version, Arn: arn }) => {
      const text =
        typeof name === 'string' && name.startsWith('arn:')
          ? name
          : formatArn('lambda', account, `layer:${String(name)}`)
      const layer = version === undefined ? text : `${text}:${String(version)}`
      return [need(operation, typeof arn === 'string' ? arn : layer)]
    }

  return {
    ...Object.fromEntries(
      Object.entries(ON_FUNCTION).map(([operation, action]): [string, AccessRule] => [
        operation,
        (input) => [need(action, functionArn(input))],
      ]),
    ),
    ...Object.fromEntries(
      ON_ANYTHING.map((operation): [string, AccessRule] => [operation, () => [need(operation, '*')]]),
    ),
    ...Object.fromEntries(
      ON_EXECUTION.map((operation): [string, AccessRule] => [
        operation,
        (input) => [need(operation, executionArn(input))],
      ]),
    ),
    CreateFunction: (input) => [
      need('CreateFunction', functionArn(input)),
      ...passRole(input),
      ...(Object.keys(record(input, 'Tags')).length > 0 ? [need('TagResource', functionArn(input))] : []),
    ],
    UpdateFunctionConfiguration: (input) => [
      need('UpdateFunctionConfiguration', functionArn(input)),
      ...passRole(input),
    ],
    // There is no mapping yet whose ARN could be asked for.
    CreateEventSourceMapping: (input) => [
      need('CreateEventSourceMapping', '*', { 'lambda:FunctionArn': functionArn(input) }),
    ],
    GetEventSourceMapping: onMapping('GetEventSourceMapping'),
    UpdateEventSourceMapping: onMapping('UpdateEventSourceMapping'),
    DeleteEventSourceMapping: onMapping('DeleteEventSourceMapping'),
    TagResource: onResource('TagResource'),
    UntagResource: onResource('UntagResource'),
    ListTags: onResource('ListTags'),
    PublishLayerVersion: onLayer('PublishLayerVersion'),
    GetLayerVersion: onLayer('GetLayerVersion'),
    GetLayerVersionByArn: onLayer('GetLayerVersion'),
    ListLayerVersions: onLayer('ListLayerVersions'),
    DeleteLayerVersion: onLayer('DeleteLayerVersion'),
  }
}
