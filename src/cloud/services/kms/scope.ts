/** What the files of operations share: finding keys, and what must hold before they are used. */

import { parseArn } from '../../aws/arn'
import type { ServiceContext } from '../contract'
import { strings, type Input } from './input'
import type { Key, KeyUsage, Keys } from './state'
import { errors } from './wire'

/** UUIDs, and those of multi-Region keys. */
const KEY_ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i

export class Scope {
  constructor(
    readonly keys: Keys,
    readonly context: ServiceContext,
  ) {}

  /**
   * The key by its id, its ARN, an alias or an alias's ARN.
   * @throws AwsError NotFoundException
   */
  keyOf(given: string): Key {
    const { keys } = this
    const name = this.#localName(given)
    if (name.startsWith('alias/')) {
      const key = keys.findByAlias(name)
      if (!key) throw errors.aliasNotFound(keys.aliasArn(name))
      return key
    }
    const id = name.replace(/^key\//, '')
    if (!KEY_ID.test(id)) throw errors.invalidKeyId(given)
    const key = keys.find(id)
    if (!key) throw errors.keyNotFound(keys.keyArn(id))
    return key
  }

  /** Of operations that take no alias. @throws AwsError NotFoundException */
  keyById(given: string): Key {
    if (/(^|:)alias\//.test(given)) throw errors.invalidKeyId(given)
    return this.keyOf(given)
  }

  /** @throws AwsError DisabledException, KMSInvalidStateException */
  demandEnabled(key: Key): void {
    if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn)
    if (key.state === 'Disabled') throw errors.disabled(key.arn)
  }

  /** @throws AwsError KMSInvalidStateException */
  demandNotPending(key: Key): void {
    if (key.state === 'PendingDeletion') throw errors.pendingDeletion(key.arn)
  }

  /** @throws AwsError InvalidKeyUsageException, DisabledException, KMSInvalidStateException */
  demandUsable(key: Key, usage: KeyUsage, operation: string): void {
    this.demandEnabled(key)
    if (key.usage !== usage) throw errors.usage(key.arn, key.usage, operation)
  }

  /** There are no grants, so there is no token of one. @throws AwsError */
  refuseGrantTokens(input: Input): void {
    if (strings(input, 'GrantTokens').length > 0) throw errors.invalidGrantToken()
  }

  /** For the trace. */
  recordUse(key: Key, operation: string, caller: { readonly arn: string }): void {
    this.context.kernel.trace.record({ type: 'kms.used', keyId: key.id, operation, caller: caller.arn })
  }

  /** `key/…` or `alias/…` of an ARN; anything else as it is. @throws AwsError NotFoundException */
  #localName(given: string): string {
    const arn = parseArn(given)
    if (!arn) return given
    const { account } = this.context
    if (arn.region !== account.region) throw errors.invalidArn(arn.region)
    if (arn.accountId !== account.accountId) throw errors.invalidArn(arn.accountId)
    return arn.resource
  }
}

/** One page of a listing by Marker and Limit. @throws AwsError InvalidMarkerException */
export function pageOf<Entry>(
  entries: readonly Entry[],
  input: Input,
  limit: number,
): { readonly page: readonly Entry[]; readonly rest: object } {
  const marker = input['Marker']
  const start = marker === undefined ? 0 : Number(/^AE([0-9]+)$/.exec(String(marker))?.[1] ?? NaN)
  if (Number.isNaN(start)) throw errors.invalidMarker()
  const end = start + limit
  const isTruncated = end < entries.length
  return {
    page: entries.slice(start, end),
    rest: { ...(isTruncated && { NextMarker: `AE${end}` }), Truncated: isTruncated },
  }
}
