/** AWS::KMS::Key and AWS::KMS::Alias. Source: CloudFormation resource reference for AWS KMS. */

import { readResourcePolicy } from '../../aws/policy-statements'
import type { TemplateValue } from '../../aws/template'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import * as limits from './limits'
import type { Key, KeyUsage, Keys, NewKey } from './state'

export function createResourceTypes(keys: Keys, context: ServiceContext): Readonly<Record<string, ResourceType>> {
  return { 'AWS::KMS::Key': keyType(keys, context), 'AWS::KMS::Alias': aliasType(keys) }
}

function keyType(keys: Keys, { kernel }: ServiceContext): ResourceType {
  /** What can be changed without another key. */
  const apply = (key: Key, { properties }: ResourceInput): ResourceHandle => {
    const enabled = !isFalse(properties['Enabled'])
    if (key.state === 'Enabled' && !enabled) keys.setState(key, 'Disabled')
    if (key.state === 'Disabled' && enabled) keys.setState(key, 'Enabled')
    const rotates = properties['EnableKeyRotation'] === true || properties['EnableKeyRotation'] === 'true'
    if (rotates && key.spec !== 'SYMMETRIC_DEFAULT') {
      throw new ResourceError('Only symmetric encryption keys are rotated.', ['EnableKeyRotation'])
    }
    const days = Number(properties['RotationPeriodInDays'] ?? limits.ROTATION_DAYS.default)
    if (!rotates) key.rotation = null
    else if (key.rotation?.days !== days) key.rotation = { days, since: kernel.now }
    return { physicalId: key.id, arn: key.arn, ref: key.id, attributes: { Arn: key.arn, KeyId: key.id } }
  }
  return {
    create: (input) => apply(keys.create(newKeyOf(input)), input),
    update(existing, input) {
      const key = keys.findByArn(existing.arn)
      const wanted = newKeyOf(input)
      if (!key || key.spec !== wanted.spec || key.usage !== wanted.usage) return null
      key.description = wanted.description
      if (wanted.policy) key.policy = wanted.policy
      key.tags.clear()
      for (const [name, value] of wanted.tags) key.tags.set(name, value)
      return apply(key, input)
    },
    delete(existing) {
      const key = keys.findByArn(existing.arn)
      // As CloudFormation does: the key waits to be deleted.
      if (key && key.state !== 'PendingDeletion') {
        keys.scheduleDeletion(key, limits.PENDING_WINDOW_DAYS.default * limits.DAY)
      }
    },
  }
}

function aliasType(keys: Keys): ResourceType {
  const nameOf = ({ properties }: ResourceInput): string => {
    const name = properties['AliasName']
    if (typeof name !== 'string' || !/^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/.test(name)) {
      throw new ResourceError(
        'An alias begins with "alias/" (and not with "alias/aws/") and consists of letters, digits, /, _ and -.',
        ['AliasName'],
      )
    }
    return name
  }
  const keyOf = ({ properties }: ResourceInput): Key => {
    const id = String(properties['TargetKeyId'])
    const key = id.startsWith('arn:') ? keys.findByArn(id) : keys.find(id)
    if (!key) throw new ResourceError(`There is no key ${id}.`, ['TargetKeyId'])
    return key
  }
  const handleOf = (name: string): ResourceHandle => ({
    physicalId: name,
    arn: keys.aliasArn(name),
    ref: name,
    attributes: {},
  })
  return {
    create(input) {
      const name = nameOf(input)
      if (keys.findAlias(name)) throw new ResourceError(`An alias named ${name} already exists.`, ['AliasName'])
      keys.setAlias(name, keyOf(input))
      return handleOf(name)
    },
    update(existing, input) {
      const name = nameOf(input)
      if (existing.physicalId !== name) return null
      keys.setAlias(name, keyOf(input))
      return handleOf(name)
    },
    delete: (existing) => keys.removeAlias(existing.physicalId),
  }
}

function newKeyOf({ properties }: ResourceInput): NewKey {
  const spec = String(properties['KeySpec'] ?? 'SYMMETRIC_DEFAULT')
  if (!Object.hasOwn(limits.MATERIAL, spec)) {
    throw new ResourceError(`Keys of spec ${spec} are not simulated.`, ['KeySpec'], 'Symmetric and HMAC keys are.')
  }
  const usage: KeyUsage = spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'GENERATE_VERIFY_MAC'
  const given = properties['KeyUsage'] ?? (spec === 'SYMMETRIC_DEFAULT' ? usage : undefined)
  if (given !== usage) throw new ResourceError(`A key of spec ${spec} has the usage ${usage}.`, ['KeyUsage'])
  if (properties['MultiRegion'] === true || properties['MultiRegion'] === 'true') {
    throw new ResourceError('Multi-Region keys are not simulated.', ['MultiRegion'])
  }
  const document = properties['KeyPolicy']
  const policy = document === undefined ? null : readResourcePolicy(document)
  if (document !== undefined && !policy) throw new ResourceError('This is no key policy.', ['KeyPolicy'])
  const tags = (properties['Tags'] ?? []) as readonly Readonly<Record<string, TemplateValue>>[]
  return {
    spec: spec as limits.KeySpec,
    usage,
    description: String(properties['Description'] ?? ''),
    policy,
    tags: new Map(tags.map(({ Key: name, Value }) => [String(name), String(Value)])),
  }
}

const isFalse = (value: TemplateValue | undefined): boolean => value === false || value === 'false'
