/** All of the API's actions, each behind the checks that the model demands. */

import type { Operation, ServiceContext } from '../../../services/contract'
import type { Lambda } from '../../lambda'
import { checkInput } from '../constraints'
import { concurrencyOperations } from './concurrency'
import { durableOperations } from './durable'
import { eventInvokeOperations } from './event-invoke'
import { functionOperations } from './functions'
import { functionUrlOperations } from './function-urls'
import { invokeOperations } from './invoke'
import { layerOperations } from './layers'
import { mappingOperations } from './mappings'
import { permissionOperations } from './permissions'
import { provisionedOperations } from './provisioned'
import { recursionOperations } from './recursion'
import { tagOperations } from './tags'
import { versionOperations } from './versions'

export function createOperations(lambda: Lambda, context: ServiceContext): Readonly<Record<string, Operation>> {
  const mappingTags = new Map<string, Readonly<Record<string, string>>>()
  const operations = {
    ...invokeOperations(lambda),
    ...functionOperations(lambda, context),
    ...functionUrlOperations(lambda),
    ...versionOperations(lambda),
    ...concurrencyOperations(lambda),
    ...provisionedOperations(lambda),
    ...eventInvokeOperations(lambda, context),
    ...layerOperations(lambda, context),
    ...mappingOperations(lambda, context, mappingTags),
    ...permissionOperations(lambda),
    ...recursionOperations(lambda),
    ...tagOperations(lambda, mappingTags),
    ...durableOperations(lambda),
  }
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (input, caller) => {
        checkInput(name, input)
        return run(input, caller)
      },
    ]),
  )
}
