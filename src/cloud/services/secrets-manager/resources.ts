/**
 * AWS::SecretsManager::Secret, ResourcePolicy and RotationSchedule. Source: CloudFormation resource reference for Secrets
 * Manager.
 */

import { AwsError } from '../../aws/aws-error'
import { readResourcePolicy } from '../../aws/policy-statements'
import type { TemplateValue } from '../../aws/template'
import { ResourceError, type Caller, type ResourceHandle, type ResourceInput, type ResourceType } from '../contract'
import { passwordRules, type Input } from './input'
import { changeKey } from './operations'
import { randomPassword } from './passwords'
import { isPublic } from './policies'
import { rulesOf, type Rotations } from './rotation'
import type { Scope } from './scope'
import { CURRENT, type Secret, type SecretValue } from './state'

type Properties = ResourceInput['properties']

export function createResourceTypes(scope: Scope, rotations: Rotations): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::SecretsManager::Secret': secretType(scope),
    'AWS::SecretsManager::ResourcePolicy': policyType(scope),
    'AWS::SecretsManager::RotationSchedule': scheduleType(scope, rotations),
  }
}

function secretType(scope: Scope): ResourceType {
  const { secrets, context } = scope
  const random = (): ReturnType<typeof context.kernel.random> => context.kernel.random('secret-values')
  /** Whoever deploys has all rights. */
  const deployer: Caller = {
    kind: 'account',
    principalId: context.account.accountId,
    arn: `arn:aws:iam::${context.account.accountId}:root`,
  }
  /** What was generated from what, so that a value lasts until its rules change. */
  const generatedFrom = new Map<string, string>()
  const ruleOf = (properties: Properties): string =>
    JSON.stringify([properties['GenerateSecretString'], properties['SecretString']])

  const write = (secret: Secret, properties: Properties): void => {
    const value = valueOf(properties, random)
    generatedFrom.set(secret.arn, ruleOf(properties))
    if (value) scope.write(secret, random().uuid(), value, [CURRENT], deployer)
  }
  const setTags = (secret: Secret, properties: Properties): void => {
    secret.tags.clear()
    const tags = (properties['Tags'] ?? []) as readonly Readonly<Record<string, TemplateValue>>[]
    for (const { Key, Value } of tags) secret.tags.set(String(Key), String(Value))
  }

  return {
    create(input) {
      const { properties } = input
      const name = nameOf(input)
      if (secrets.find(name)) throw new ResourceError(`A secret named ${name} already exists.`, ['Name'])
      const secret = secrets.create(name, optional(properties['Description']), keyOf(properties), new Map())
      setTags(secret, properties)
      try {
        write(secret, properties)
      } catch (error) {
        secrets.remove(secret)
        throw refused(error, 'KmsKeyId')
      }
      return handleOf(secret)
    },
    update(existing, input) {
      const { properties } = input
      const secret = secrets.findById(existing.arn)
      if (!secret || secret.name !== nameOf(input)) return null
      secret.description = optional(properties['Description'])
      setTags(secret, properties)
      try {
        changeKey(scope, secret, keyOf(properties) ?? '', deployer)
        if (generatedFrom.get(secret.arn) !== ruleOf(properties)) write(secret, properties)
      } catch (error) {
        throw refused(error, 'KmsKeyId')
      }
      return handleOf(secret)
    },
    delete(existing) {
      const secret = secrets.findById(existing.arn)
      generatedFrom.delete(existing.arn)
      // CloudFormation deletes without a recovery window.
      if (secret) secrets.remove(secret)
    },
  }
}

function policyType({ secrets }: Scope): ResourceType {
  const apply = ({ properties }: ResourceInput): ResourceHandle => {
    const secret = secrets.findById(String(properties['SecretId']))
    if (!secret) throw new ResourceError(`There is no secret ${String(properties['SecretId'])}.`, ['SecretId'])
    const policy = readResourcePolicy(properties['ResourcePolicy'])
    if (!policy) throw new ResourceError('This is no resource policy.', ['ResourcePolicy'])
    if (properties['BlockPublicPolicy'] === true && isPublic(policy)) {
      throw new ResourceError('The policy lets everybody in.', ['ResourcePolicy'])
    }
    secret.policy = policy
    return { physicalId: secret.arn, arn: secret.arn, ref: secret.arn, attributes: { Id: secret.arn } }
  }
  return {
    create: apply,
    update: (existing, input) =>
      secrets.findById(String(input.properties['SecretId']))?.arn === existing.arn ? apply(input) : null,
    delete(existing) {
      const secret = secrets.findById(existing.arn)
      if (secret) secret.policy = null
    },
  }
}

function scheduleType(scope: Scope, rotations: Rotations): ResourceType {
  const { secrets, context } = scope
  const apply = ({ properties }: ResourceInput): ResourceHandle => {
    const secret = secrets.findById(String(properties['SecretId']))
    if (!secret) throw new ResourceError(`There is no secret ${String(properties['SecretId'])}.`, ['SecretId'])
    if (properties['HostedRotationLambda'] !== undefined) {
      throw new ResourceError('Functions that AWS hosts for rotation are not simulated.', ['HostedRotationLambda'])
    }
    const functionArn = properties['RotationLambdaARN']
    if (typeof functionArn !== 'string')
      throw new ResourceError('A rotation needs its function.', ['RotationLambdaARN'])
    try {
      rotations.configure(secret, functionArn, rulesOf((properties['RotationRules'] ?? {}) as Input))
    } catch (error) {
      throw refused(error, 'RotationLambdaARN')
    }
    const immediately = properties['RotateImmediatelyOnUpdate']
    if (immediately !== false && immediately !== 'false') {
      rotations.start(secret, rotations.pendingOf(secret)?.id ?? context.kernel.random('secret-rotations').uuid())
    }
    return { physicalId: secret.arn, arn: secret.arn, ref: secret.arn, attributes: { Id: secret.arn } }
  }
  return {
    create: apply,
    update: (existing, input) =>
      secrets.findById(String(input.properties['SecretId']))?.arn === existing.arn ? apply(input) : null,
    delete(existing) {
      const secret = secrets.findById(existing.arn)
      if (secret) rotations.cancel(secret)
    },
  }
}

function nameOf({ properties, generatedName }: ResourceInput): string {
  const name = properties['Name'] ?? generatedName
  if (typeof name !== 'string' || !/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) {
    throw new ResourceError('A name consists of 1 to 512 letters, digits and /_+=.@!-', ['Name'])
  }
  return name
}

function valueOf(properties: Properties, random: () => Parameters<typeof randomPassword>[0]): SecretValue | null {
  const { SecretString: given, GenerateSecretString: rules } = properties
  if (given !== undefined && rules !== undefined) {
    throw new ResourceError('Use either SecretString or GenerateSecretString.', ['GenerateSecretString'])
  }
  if (given !== undefined) {
    return { string: typeof given === 'string' ? given : JSON.stringify(given), binary: null }
  }
  return rules === undefined ? null : { string: generated(rules as Input, random()), binary: null }
}

function generated(rules: Input, random: Parameters<typeof randomPassword>[0]): string {
  const { SecretStringTemplate: template, GenerateStringKey: key } = rules
  const at = (name: string): readonly string[] => ['GenerateSecretString', name]
  if ((template === undefined) !== (key === undefined)) {
    throw new ResourceError('SecretStringTemplate and GenerateStringKey go together.', at('GenerateStringKey'))
  }
  let password: string
  try {
    password = randomPassword(random, passwordRules(rules))
  } catch (error) {
    throw refused(error, 'GenerateSecretString')
  }
  if (template === undefined) return password
  let object: unknown
  try {
    object = JSON.parse(String(template))
  } catch {
    object = null
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new ResourceError('SecretStringTemplate is the text of a JSON object.', at('SecretStringTemplate'))
  }
  return JSON.stringify({ ...object, [String(key)]: password })
}

/** What the API refuses, said of a property. */
function refused(error: unknown, property: string): unknown {
  return error instanceof AwsError ? new ResourceError(error.message, [property]) : error
}

const keyOf = ({ KmsKeyId }: Properties): string | null =>
  typeof KmsKeyId === 'string' && KmsKeyId !== '' ? KmsKeyId : null

const optional = (value: TemplateValue | undefined): string | null => (value === undefined ? null : String(value))

const handleOf = ({ arn }: Secret): ResourceHandle => ({ physicalId: arn, arn, ref: arn, attributes: { Id: arn } })
