/** The API's actions on aliases. Source: AWS KMS API Reference. */

import type { Operation } from '../contract'
import { number, text, type Input } from './input'
import * as limits from './limits'
import { pageOf, type Scope } from './scope'
import { MANAGED_KEYS, type Alias, type Key } from './state'
import { errors } from './wire'

export function aliasOperations(scope: Scope): Record<string, Operation> {
  const { keys } = scope

  /** @throws AwsError ValidationException, NotAuthorizedException */
  const ownName = (input: Input): string => {
    const name = text(input, 'AliasName')
    if (!name.startsWith('alias/')) throw errors.aliasPrefix()
    if (name.startsWith('alias/aws/')) throw errors.aliasReserved()
    if (name.includes(':') || name === 'alias/') throw errors.aliasInvalid(name)
    return name
  }

  /** @throws AwsError */
  const target = (input: Input): Key => {
    const id = text(input, 'TargetKeyId')
    if (/(^|:)alias\//.test(id)) throw errors.aliasOfAlias()
    const key = scope.keyById(id)
    scope.demandNotPending(key)
    return key
  }

  /** @throws AwsError LimitExceededException */
  const demandRoom = (key: Key): void => {
    const count = keys.aliases().filter(({ keyId }) => keyId === key.id).length
    if (count >= limits.ALIASES_PER_KEY_MAX) throw errors.limitExceeded(`aliases of ${key.arn}`)
  }

  return {
    CreateAlias(input) {
      const name = ownName(input)
      const key = target(input)
      if (keys.findAlias(name)) throw errors.aliasExists(keys.aliasArn(name))
      demandRoom(key)
      keys.setAlias(name, key)
      return {}
    },

    UpdateAlias(input) {
      const name = ownName(input)
      const key = target(input)
      const alias = keys.findAlias(name)
      if (!alias) throw errors.aliasNotFound(keys.aliasArn(name))
      const former = keys.find(alias.keyId)
      if (former && (former.usage !== key.usage || former.spec !== key.spec)) throw errors.aliasTarget()
      if (former !== key) demandRoom(key)
      keys.setAlias(name, key)
      return {}
    },

    DeleteAlias(input) {
      const name = ownName(input)
      if (!keys.findAlias(name)) throw errors.aliasNotFound(keys.aliasArn(name))
      keys.removeAlias(name)
      return {}
    },

    ListAliases(input) {
      const keyId = text(input, 'KeyId')
      const key = keyId === '' ? null : scope.keyById(keyId)
      const own = keys.aliases().filter((alias) => !key || alias.keyId === key.id)
      // An AWS managed key that was not used yet has its alias, and nothing behind it.
      const unused = MANAGED_KEYS.map((service) => `alias/aws/${service}`).filter((name) => !keys.findAlias(name))
      const all = [
        ...own.map(describeAlias),
        ...(key ? [] : unused.map((name) => ({ AliasName: name, AliasArn: keys.aliasArn(name) }))),
      ].sort((one, other) => (one.AliasName < other.AliasName ? -1 : 1))
      const { page, rest } = pageOf(all, input, number(input, 'Limit', limits.LIST_ALIASES_DEFAULT))
      return { Aliases: page, ...rest }
    },
  }
}

const describeAlias = (alias: Alias) => ({
  AliasName: alias.name,
  AliasArn: alias.arn,
  TargetKeyId: alias.keyId,
  CreationDate: alias.createdAt / 1000,
  LastUpdatedDate: alias.updatedAt / 1000,
})
