/**
 * Parts of Lambda that are not here yet: whatever would make something is refused by name; what reads finds nothing,
 * which is the truth.
 */

import type { Operation } from '../../../services/contract'
import type { Lambda } from '../../lambda'
import { functionOf, qualifiedOf } from '../input'
import { errors } from '../wire'

export function absentOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const refused =
    (what: string): Operation =>
    () => {
      throw errors.notSimulated(what)
    }
  const notFound: Operation = (input) => {
    if (input['FunctionName'] !== undefined) qualifiedOf(lambda, input)
    throw errors.resourceNotFound()
  }
  const none =
    (name: string): Operation =>
    (input) => {
      if (input['FunctionName'] !== undefined) functionOf(lambda, input)
      return { [name]: [] }
    }

  return {
    PublishLayerVersion: refused('Layers are'),
    GetLayerVersion: notFound,
    GetLayerVersionByArn: notFound,
    DeleteLayerVersion: () => ({}),
    ListLayers: none('Layers'),
    ListLayerVersions: none('LayerVersions'),
  }
}
