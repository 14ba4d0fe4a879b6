/** Versions and aliases. Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite). */

import type { Operation } from '../../../services/contract'
import { type Alias, type LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { followAlias } from '../../provisioned'
import { aliasesOf, publish, refusalOfAlias, refuseWhileChanging } from '../../versions'
import { configurationOf, listedConfiguration } from '../configuration'
import { refusalOfWeights } from '../constraints'
import { arnOf, checkRevision, functionOf, optionalText, page, record, reference, text, type Input } from '../input'
import { factsOf } from '../package'
import { errors } from '../wire'

export function versionOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const aliasOf = (input: Input): { readonly fn: LambdaFunction; readonly alias: Alias } => {
    const fn = functionOf(lambda, input)
    const alias = fn.aliases.get(text(input, 'Name'))
    if (!alias) throw errors.aliasNotFound(`${fn.arn}:${text(input, 'Name')}`)
    return { fn, alias }
  }

  return {
    PublishVersion(input) {
      const fn = functionOf(lambda, input)
      refuseWhileChanging(fn)
      checkRevision(input, fn.latest.revisionId)
      const expected = optionalText(input, 'CodeSha256')
      const { sha256 } = factsOf(fn.code)
      if (expected !== undefined && expected !== '' && expected !== sha256) {
        throw errors.invalidParameter(
          `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        )
      }
      const version = publish(lambda, fn, optionalText(input, 'Description') ?? null)
      return configurationOf(version, version.arn)
    },

    ListVersionsByFunction(input) {
      const fn = functionOf(lambda, input)
      const { items, NextMarker } = page(fn.versions, input, limits.LIST_PAGE_MAX)
      return {
        Versions: items.map((version) => listedConfiguration(version, version.arn)),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },

    CreateAlias(input) {
      const name = text(input, 'Name')
      const weights = weightsOf(input)
      const version = text(input, 'FunctionVersion')
      const fn = lambda.find(reference(lambda, input).name)
      // Recorded: an unknown function is told of with the version.
      if (!fn) throw errors.functionNotFound(`${arnOf(lambda, reference(lambda, input))}:${version}`)
      if (fn.aliases.has(name)) throw errors.aliasExists(`${fn.arn}:${name}`)
      const alias: Alias = {
        name,
        description: optionalText(input, 'Description') ?? '',
        version,
        weights,
        revisionId: lambda.newRevision(),
      }
      const refusal = refusalOfAlias(fn, alias)
      if (refusal) throw refusal
      fn.aliases.set(name, alias)
      return shape(fn, alias)
    },

    GetAlias(input) {
      const { fn, alias } = aliasOf(input)
      return shape(fn, alias)
    },

    ListAliases(input) {
      const fn = functionOf(lambda, input)
      const version = optionalText(input, 'FunctionVersion')
      const aliases = version === undefined ? [...fn.aliases.values()] : aliasesOf(fn, version)
      const { items, NextMarker } = page(aliases, input, limits.LIST_PAGE_MAX)
      return {
        Aliases: items.map((alias) => shape(fn, alias)),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },

    UpdateAlias(input) {
      const { fn, alias } = aliasOf(input)
      checkRevision(input, alias.revisionId)
      const changed: Alias = {
        ...alias,
        description: optionalText(input, 'Description') ?? alias.description,
        version: optionalText(input, 'FunctionVersion') ?? alias.version,
        weights: input['RoutingConfig'] === undefined ? alias.weights : weightsOf(input),
        revisionId: lambda.newRevision(),
      }
      const refusal = refusalOfAlias(fn, changed)
      if (refusal) throw refusal
      fn.aliases.set(alias.name, changed)
      followAlias(fn, alias.name, lambda.context)
      return shape(fn, changed)
    },

    /** An alias that is gone is no error. */
    DeleteAlias(input) {
      const fn = functionOf(lambda, input)
      lambda.deleteAlias(fn, text(input, 'Name'))
      return {}
    },
  }
}

function weightsOf(input: Input): Alias['weights'] {
  const weights = record(record(input, 'RoutingConfig'), 'AdditionalVersionWeights')
  const refusal = refusalOfWeights(weights)
  if (refusal !== null) throw errors.validation(refusal)
  return weights as Alias['weights']
}

function shape(fn: LambdaFunction, alias: Alias): object {
  return {
    AliasArn: `${fn.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(Object.keys(alias.weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: alias.weights } }),
  }
}
