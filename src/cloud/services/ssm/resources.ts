/**
 * AWS::SSM::Parameter, and dynamic references to parameters. Source: CloudFormation resource reference for Systems
 * Manager; CloudFormation User Guide, "Get a plaintext value from Systems Manager Parameter Store".
 */

import { AwsError } from '../../aws/aws-error'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type Caller, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { putParameter, type PutScope } from './put-parameter'
import { arnOf, keyOf, readNewName } from './names'
import { latest, type Parameters } from './state'

/** Who puts what a template says. */
const CLOUDFORMATION: Caller = {
  kind: 'service',
  principalId: 'cloudformation.amazonaws.com',
  arn: 'cloudformation.amazonaws.com',
}

/** What PutParameter takes as it stands. */
const TAKEN_OVER = ['Description', 'Value', 'Type', 'AllowedPattern', 'Tier', 'DataType', 'Policies']

export function createResourceTypes(scope: PutScope): Readonly<Record<string, ResourceType>> {
  const { parameters, secure } = scope
  const put = (input: ResourceInput, name: string, overwrite: boolean): ResourceHandle => {
    const { properties } = input
    if (properties['Type'] !== 'String' && properties['Type'] !== 'StringList') {
      throw new ResourceError('CloudFormation makes parameters of type String and StringList only.', ['Type'])
    }
    const taken = Object.fromEntries(
      TAKEN_OVER.map((key) => [key, properties[key]]).filter(([, value]) => value !== undefined),
    )
    try {
      putParameter(
        scope,
        { ...taken, Value: String(properties['Value']), Name: name, Overwrite: overwrite },
        CLOUDFORMATION,
      )
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw new ResourceError(error.message, [pathOf(error)])
    }
    const parameter = parameters.find(readNewName(name))
    parameter?.tags.clear()
    const tags = (properties['Tags'] ?? {}) as Readonly<Record<string, TemplateValue>>
    for (const [key, value] of Object.entries(tags)) parameter?.tags.set(key, String(value))
    return {
      physicalId: name,
      arn: arnOf(readNewName(name), secure.context.account),
      ref: name,
      attributes: { Type: properties['Type'], Value: String(properties['Value']) },
    }
  }
  return {
    'AWS::SSM::Parameter': {
      create(input) {
        const name = nameOf(input)
        if (parameters.find(readNewName(name))) {
          throw new ResourceError(`A parameter named ${name} already exists.`, ['Name'])
        }
        return put(input, name, false)
      },
      update(existing, input) {
        const name = nameOf(input)
        const parameter = parameters.find(readNewName(existing.physicalId))
        if (name !== existing.physicalId || !parameter) return null
        return latest(parameter).type === input.properties['Type'] ? put(input, name, true) : null
      },
      delete(existing) {
        const parameter = parameters.find(readNewName(existing.physicalId))
        if (parameter) parameters.delete(parameter)
      },
    },
  }
}

function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = String(properties['Name'] ?? generatedName)
  try {
    readNewName(name)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new ResourceError(error.message, ['Name'])
  }
  return name
}

/** The property that a refusal is about. */
function pathOf({ code, message }: AwsError): string {
  if (code.includes('Pattern')) return code === 'InvalidAllowedPatternException' ? 'AllowedPattern' : 'Value'
  if (/maximum parameter value/.test(message)) return 'Value'
  if (/tier/i.test(message)) return 'Tier'
  return /data type/.test(message) ? 'DataType' : 'Value'
}

/** `name` or `name:version`. */
export function createDynamicReferences(
  parameters: Parameters,
): Readonly<Record<string, (reference: string) => string>> {
  return {
    ssm(reference) {
      const [, name = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(reference) ?? []
      const parameter = parameters.find(keyOf(name))
      if (!parameter) throw new ResourceError(`There is no parameter ${name}.`)
      const found =
        wanted === undefined ? latest(parameter) : parameter.versions.find(({ version }) => version === Number(wanted))
      if (!found) throw new ResourceError(`The parameter ${name} has no version ${String(wanted)}.`)
      if (found.type === 'SecureString') {
        throw new ResourceError(`The parameter ${name} is a SecureString, which {{resolve:ssm:…}} cannot read.`)
      }
      return found.value
    },
    'ssm-secure'() {
      throw new ResourceError(
        'CloudFormation takes {{resolve:ssm-secure:…}} in few properties, none of which is simulated.',
        [],
        'Read the parameter in the handler, with WithDecryption.',
      )
    },
  }
}
