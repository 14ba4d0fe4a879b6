/** Reserved concurrency and the account's limits. Source: Lambda API Reference; Guide, "Lambda quotas". */

import type { Operation } from '../../../services/contract'
import type { LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { arnOf, reference, type Input } from '../input'
import { factsOf } from '../package'
import { errors } from '../wire'

export function concurrencyOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const unqualified = (input: Input): LambdaFunction => {
    const found = reference(lambda, input)
    if (found.qualifier !== null) throw errors.unqualifiedOnly()
    const fn = lambda.find(found.name)
    // Recorded: told of with `$LATEST`, unlike elsewhere.
    if (!fn) throw errors.functionNotFound(`${arnOf(lambda, found)}:$LATEST`)
    return fn
  }

  return {
    PutFunctionConcurrency(input) {
      const fn = unqualified(input)
      const value = Number(input['ReservedConcurrentExecutions'])
      const refusal = lambda.capacity.refusalOfReservation(value, fn)
      if (refusal !== null) throw errors.invalidParameter(refusal)
      lambda.reserve(fn, value)
      return { ReservedConcurrentExecutions: value }
    },
    GetFunctionConcurrency(input) {
      const { reservedConcurrency } = unqualified(input)
      return reservedConcurrency === null ? {} : { ReservedConcurrentExecutions: reservedConcurrency }
    },
    DeleteFunctionConcurrency(input) {
      lambda.reserve(unqualified(input), null)
      return {}
    },
    GetAccountSettings() {
      const all = lambda.functions()
      const versions = all.flatMap((fn) => fn.versions)
      return {
        AccountLimit: {
          TotalCodeSize: limits.CODE_STORAGE_MAX,
          CodeSizeUnzipped: limits.UNZIPPED_MAX,
          CodeSizeZipped: limits.ZIP_MAX,
          ConcurrentExecutions: lambda.capacity.concurrency,
          UnreservedConcurrentExecutions: lambda.capacity.unreservedPool(),
        },
        AccountUsage: {
          TotalCodeSize: versions.reduce((total, { build }) => total + factsOf(build.code).size, 0),
          FunctionCount: all.length,
        },
      }
    },
  }
}
