/** The API's actions. Source: AWS Step Functions API Reference. */

import { formatArn } from '../../aws/arn'
import type { Operation, ServiceContext } from '../contract'
import * as limits from './limits'
import type { StateMachine, StateMachines } from './state'
import { errors } from './wire'

type Input = Readonly<Record<string, unknown>>

export function createOperations(
  machines: StateMachines,
  context: ServiceContext,
): Readonly<Record<string, Operation>> {
  const machineOf = (input: Input): StateMachine => {
    const arn = text(input, 'stateMachineArn')
    const machine = machines.find(arn)
    if (!machine) throw errors.doesNotExist(arn)
    return machine
  }
  const refuseToStart: Operation = (input) => {
    throw errors.notSimulated(machineOf(input).arn)
  }

  return {
    CreateStateMachine(input) {
      const machine = newMachine(input, context)
      const existing = machines.find(machine.arn)
      if (existing && existing.definition !== machine.definition) throw errors.exists(machine.arn)
      if (!existing) machines.add(machine)
      const { arn, createdAt } = existing ?? machine
      return { stateMachineArn: arn, creationDate: createdAt / 1000 }
    },

    DescribeStateMachine(input) {
      const { name, arn, type, definition, roleArn, createdAt } = machineOf(input)
      return { stateMachineArn: arn, name, status: 'ACTIVE', definition, roleArn, type, creationDate: createdAt / 1000 }
    },

    ListStateMachines(input) {
      const size = Number(input['maxResults'] ?? 0) || limits.LIST_DEFAULT
      const from = input['nextToken'] === undefined ? 0 : Number(input['nextToken'])
      const all = machines.all()
      if (!Number.isInteger(from) || from < 0 || from > all.length) throw errors.invalidToken()
      const to = from + Math.min(size, limits.LIST_MAX)
      return {
        stateMachines: all.slice(from, to).map(({ name, arn, type, createdAt }) => {
          return { stateMachineArn: arn, name, type, creationDate: createdAt / 1000 }
        }),
        ...(to < all.length && { nextToken: String(to) }),
      }
    },

    DeleteStateMachine(input) {
      // Deleting one that is not there is no error.
      machines.remove(text(input, 'stateMachineArn'))
      return {}
    },

    StartExecution: refuseToStart,
    StartSyncExecution: refuseToStart,
  }
}

/** @throws AwsError */
export function newMachine(input: Input, { account, kernel }: ServiceContext): StateMachine {
  const name = text(input, 'name')
  if (!limits.NAME.test(name)) throw errors.invalidName(name)
  const definition = text(input, 'definition')
  checkDefinition(definition)
  return {
    name,
    arn: formatArn('states', account, `stateMachine:${name}`),
    type: input['type'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    definition,
    roleArn: text(input, 'roleArn'),
    createdAt: kernel.now,
  }
}

/** It must be JSON; what it says is read by nobody here. */
function checkDefinition(definition: string): void {
  if (definition.length > limits.DEFINITION_MAX)
    throw errors.invalidDefinition(`longer than ${limits.DEFINITION_MAX} bytes`)
  try {
    JSON.parse(definition)
  } catch (error) {
    throw errors.invalidDefinition(error instanceof Error ? error.message : String(error))
  }
}

function text(input: Input, name: string): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw errors.missing(name)
  return value
}
