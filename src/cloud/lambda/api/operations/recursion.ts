/** What becomes of recursive loops, per function. Source: PutFunctionRecursionConfig and GetFunctionRecursionConfig APIs. */

import type { Operation } from '../../../services/contract'
import type { LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import { arnOf, reference, text, type Input } from '../input'
import { errors } from '../wire'

export function recursionOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const unqualified = (input: Input): LambdaFunction => {
    const found = reference(lambda, input)
    if (found.qualifier !== null) throw errors.unqualifiedOnly()
    const fn = lambda.find(found.name)
    if (!fn) throw errors.functionNotFound(arnOf(lambda, found))
    return fn
  }
  return {
    PutFunctionRecursionConfig(input) {
      const fn = unqualified(input)
      fn.recursiveLoop = text(input, 'RecursiveLoop') === 'Allow' ? 'Allow' : 'Terminate'
      return { RecursiveLoop: fn.recursiveLoop }
    },
    GetFunctionRecursionConfig: (input) => ({ RecursiveLoop: unqualified(input).recursiveLoop }),
  }
}
