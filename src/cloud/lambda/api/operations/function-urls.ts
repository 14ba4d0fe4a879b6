/**
 * Function URLs. Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite): an invalid InvokeMode,
 * a URL that exists, functions that do not.
 */

import { AwsError } from '../../../aws/aws-error'
import { isoTimestamp } from '../../../aws/timestamps'
import type { Operation } from '../../../services/contract'
import type { LambdaFunction } from '../../function'
import { addressOf, functionArnOf, readCors, urlKey, type FunctionUrl } from '../../function-url/configuration'
import { newUrl } from '../../function-url/urls'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { isAliasName } from '../../qualifiers'
import { optionalText, page, record, reference, text, type Input } from '../input'
import { errors } from '../wire'

interface Holder {
  readonly fn: LambdaFunction
  readonly alias: string | null
}

export function functionUrlOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const { account, kernel } = lambda.context
  const holderOf = (input: Input): Holder => {
    const { name, qualifier: alias } = reference(lambda, input)
    if (alias !== null && !isAliasName(alias)) throw errors.validation(notAnAlias(alias))
    const fn = lambda.find(name)
    if (!fn) throw functionMissing()
    return { fn, alias }
  }
  const existing = (input: Input): Holder & { readonly url: FunctionUrl } => {
    const holder = holderOf(input)
    const url = holder.fn.urls.get(urlKey(holder.alias))
    if (!url) throw errors.resourceNotFound()
    return { ...holder, url }
  }
  const created = (fn: LambdaFunction, url: FunctionUrl): object => ({
    FunctionUrl: addressOf(url, account),
    FunctionArn: functionArnOf(fn, url.alias, account),
    AuthType: url.authType,
    ...(url.cors && { Cors: url.cors }),
    CreationTime: isoTimestamp(url.createdAt),
    ...(url.invokeMode !== null && { InvokeMode: url.invokeMode }),
  })
  const shape = (fn: LambdaFunction, url: FunctionUrl): object => ({
    ...created(fn, url),
    LastModifiedTime: isoTimestamp(url.modifiedAt),
  })

  return {
    CreateFunctionUrlConfig(input) {
      const { fn, alias } = holderOf(input)
      const arn = functionArnOf(fn, alias, account)
      if (fn.urls.has(urlKey(alias))) {
        throw errors.conflict(
          `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        )
      }
      if (alias !== null && !fn.aliases.has(alias)) throw functionMissing()
      const url = newUrl(lambda, fn, alias, {
        authType: text(input, 'AuthType') as FunctionUrl['authType'],
        invokeMode: (optionalText(input, 'InvokeMode') ?? null) as FunctionUrl['invokeMode'],
        cors: input['Cors'] === undefined ? null : readCors(record(input, 'Cors')),
      })
      return created(fn, url)
    },

    GetFunctionUrlConfig(input) {
      const { fn, url } = existing(input)
      return shape(fn, url)
    },

    ListFunctionUrlConfigs(input) {
      const fn = lambda.find(reference(lambda, input).name)
      if (!fn) throw functionMissing()
      const { items, NextMarker } = page([...fn.urls.values()], input, limits.LIST_PAGE_MAX)
      return { FunctionUrlConfigs: items.map((url) => shape(fn, url)), ...(NextMarker !== undefined && { NextMarker }) }
    },

    UpdateFunctionUrlConfig(input) {
      const { fn, alias, url } = existing(input)
      const updated: FunctionUrl = {
        ...url,
        ...(input['AuthType'] !== undefined && { authType: text(input, 'AuthType') as FunctionUrl['authType'] }),
        ...(input['InvokeMode'] !== undefined && {
          invokeMode: text(input, 'InvokeMode') as FunctionUrl['invokeMode'],
        }),
        ...(input['Cors'] !== undefined && { cors: readCors(record(input, 'Cors')) }),
        modifiedAt: kernel.now,
      }
      fn.urls.set(urlKey(alias), updated)
      return shape(fn, updated)
    },

    DeleteFunctionUrlConfig(input) {
      const { fn, alias } = existing(input)
      fn.urls.delete(urlKey(alias))
      return {}
    },
  }
}

const functionMissing = (): AwsError =>
  new AwsError('ResourceNotFoundException', 404, 'Function does not exist', { Type: 'User' })

const notAnAlias = (qualifier: string): string =>
  `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`
