/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager".
 */

import type { Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../contract'
import { strings, text, type Input } from './input'
import { arnOf, keyOf } from './names'

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  /** Of a name, perhaps with a selector, or an ARN. */
  const arn = (given: string): string => {
    if (given.startsWith('arn:')) return given.replace(/(:parameter[^:]*):.*$/, '$1')
    return arnOf(keyOf(given.split(':')[0] ?? ''), account)
  }
  const need = (action: string, name: string): AccessNeed => ({ action: `ssm:${action}`, resource: arn(name) })
  const onName = (action: string): AccessRule => {
    return (input) => [need(action, text(input, 'Name'))]
  }
  const onNames = (action: string): AccessRule => {
    return (input) => strings(input, 'Names').map((name) => need(action, name))
  }
  const onResource = (action: string): AccessRule => {
    return (input: Input) => [need(action, text(input, 'ResourceId'))]
  }
  return {
    AddTagsToResource: onResource('AddTagsToResource'),
    DeleteParameter: onName('DeleteParameter'),
    DeleteParameters: onNames('DeleteParameters'),
    DescribeParameters: () => [{ action: 'ssm:DescribeParameters', resource: '*' }],
    GetParameter: onName('GetParameter'),
    GetParameterHistory: onName('GetParameterHistory'),
    GetParameters: onNames('GetParameters'),
    // On the path itself: whoever may read it may read all below it.
    GetParametersByPath: (input) => [need('GetParametersByPath', text(input, 'Path').replace(/(.)\/$/, '$1'))],
    LabelParameterVersion: onName('LabelParameterVersion'),
    ListTagsForResource: onResource('ListTagsForResource'),
    PutParameter: (input) => [
      need('PutParameter', text(input, 'Name')),
      ...('Tags' in input ? [need('AddTagsToResource', text(input, 'Name'))] : []),
    ],
    RemoveTagsFromResource: onResource('RemoveTagsFromResource'),
    UnlabelParameterVersion: onName('UnlabelParameterVersion'),
  }
}
