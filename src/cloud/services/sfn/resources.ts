/** AWS::StepFunctions::StateMachine. Source: CloudFormation resource reference for AWS Step Functions. */

import type { TemplateValue } from '../../aws/template'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { newMachine } from './operations'
import type { StateMachine, StateMachines } from './state'

export function createResourceTypes(
  machines: StateMachines,
  context: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  const machineOf = (input: ResourceInput): StateMachine => {
    const { properties, generatedName } = input
    const definition = substituted(definitionOf(properties), properties['DefinitionSubstitutions'])
    return newMachine(
      {
        name: properties['StateMachineName'] ?? generatedName,
        definition,
        roleArn: properties['RoleArn'],
        type: properties['StateMachineType'],
      },
      context,
    )
  }
  return {
    'AWS::StepFunctions::StateMachine': {
      create(input) {
        const machine = machineOf(input)
        if (machines.find(machine.arn)) {
          throw new ResourceError(`State Machine Already Exists: '${machine.arn}'`, ['StateMachineName'])
        }
        machines.add(machine)
        return handleOf(machine)
      },
      update(existing, input) {
        const machine = machineOf(input)
        const before = machines.find(existing.arn)
        if (before?.arn !== machine.arn || before.type !== machine.type) return null
        machines.add({ ...machine, createdAt: before.createdAt })
        return handleOf(machine)
      },
      delete: (existing) => machines.remove(existing.arn),
    },
  }
}

function definitionOf(properties: ResourceInput['properties']): string {
  const { Definition: definition, DefinitionString: text } = properties
  if (typeof text === 'string') return text
  if (definition !== undefined) return JSON.stringify(definition)
  throw new ResourceError('Give Definition or DefinitionString: definitions in S3 are not simulated.', [])
}

/** `${name}` in the definition. */
function substituted(definition: string, substitutions: TemplateValue | undefined): string {
  if (typeof substitutions !== 'object' || substitutions === null || Array.isArray(substitutions)) return definition
  return Object.entries(substitutions).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, JSON.stringify(String(value)).slice(1, -1)),
    definition,
  )
}

const handleOf = ({ arn, name }: StateMachine): ResourceHandle => ({
  physicalId: arn,
  arn,
  ref: arn,
  attributes: { Arn: arn, Name: name },
})
