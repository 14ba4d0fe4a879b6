/** PutParameter: what a new version may be. Source: Systems Manager API Reference, PutParameter. */

import type { Caller } from '../contract'
import { optionalText, records, text, type Input } from './input'
import * as limits from './limits'
import { arnOf, readNewName } from './names'
import type { SecureStrings } from './secure-strings'
import { latest, type Parameter, type Parameters, type ParameterType, type ParameterVersion } from './state'
import { errors } from './wire'

export interface PutScope {
  readonly parameters: Parameters
  readonly secure: SecureStrings
}

/** @throws AwsError */
export function putParameter({ parameters, secure }: PutScope, input: Input, caller: Caller): object {
  const { account, kernel } = secure.context
  const name = text(input, 'Name')
  const key = readNewName(name)
  const existing = parameters.find(key)
  const overwrite = input['Overwrite'] === true
  const tags = records(input, 'Tags')
  if (overwrite && tags.length > 0) throw errors.tagsWithOverwrite()
  if (existing && !overwrite) throw errors.exists()
  refuseUnsimulated(input)

  const former = existing && latest(existing)
  const type = typeOf(input, former)
  const value = text(input, 'Value')
  const tier = tierOf(text(input, 'Tier'), value, former)
  if (!existing && parameters.count(tier) >= limits.PARAMETERS_MAX[tier]) throw errors.limitExceeded(tier)
  const allowedPattern = optionalText(input, 'AllowedPattern') ?? former?.allowedPattern ?? null
  demandValue(value, allowedPattern)
  const dataType = dataTypeOf(input, type, former)
  const keyId = keyIdOf(input, type, former)
  const version = parameters.put(key, name, {
    type,
    value: keyId === null ? value : secure.seal(value, keyId, arnOf(key, account), caller),
    keyId,
    description: optionalText(input, 'Description') ?? former?.description ?? null,
    allowedPattern,
    dataType,
    tier,
    modifiedAt: kernel.now,
    modifiedBy: caller.arn,
  })
  if (typeof version !== 'number') throw errors.versionLimit(name, version.kept)
  const { tags: kept } = parameters.find(key) as Parameter
  for (const tag of tags) kept.set(text(tag, 'Key'), text(tag, 'Value'))
  return { Version: version, Tier: tier }
}

function typeOf(input: Input, former: ParameterVersion | undefined): ParameterType {
  const given = text(input, 'Type') as ParameterType | ''
  if (given === '' && !former) throw errors.typeRequired()
  if (former && given !== '' && given !== former.type) throw errors.typeChanged()
  return given === '' ? (former as ParameterVersion).type : given
}

/** A parameter becomes advanced, never standard again. */
function tierOf(given: string, value: string, former: ParameterVersion | undefined): limits.Tier {
  if (given === 'Standard' && former?.tier === 'Advanced') throw errors.downgrade()
  const isAdvanced =
    given === 'Advanced' ||
    former?.tier === 'Advanced' ||
    (given === 'Intelligent-Tiering' && value.length > limits.VALUE_MAX.Standard)
  const tier = isAdvanced ? 'Advanced' : 'Standard'
  if (value.length > limits.VALUE_MAX[tier]) throw errors.valueTooLong(tier)
  return tier
}

function demandValue(value: string, allowedPattern: string | null): void {
  if (value === '') {
    throw errors.validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    )
  }
  if (/\{\{.*\}\}/s.test(value)) throw errors.nestedReference()
  if (allowedPattern === null || allowedPattern === '') return
  let pattern: RegExp
  try {
    pattern = new RegExp(`^(?:${allowedPattern})$`, 's')
  } catch {
    throw errors.invalidPattern(allowedPattern)
  }
  if (!pattern.test(value)) throw errors.patternMismatch(allowedPattern)
}

function dataTypeOf(input: Input, type: ParameterType, former: ParameterVersion | undefined): string {
  const dataType = text(input, 'DataType') || (former?.dataType ?? 'text')
  if (dataType === 'text') return dataType
  // AWS checks that the image exists, in the background; here every id of an image is good.
  if (dataType === 'aws:ec2:image' && type === 'String') return dataType
  if (dataType === 'aws:ssm:integration' && type === 'SecureString') return dataType
  throw errors.dataType(dataType)
}

function keyIdOf(input: Input, type: ParameterType, former: ParameterVersion | undefined): string | null {
  const given = optionalText(input, 'KeyId')
  if (type === 'SecureString') return given ?? former?.keyId ?? limits.DEFAULT_KEY
  if (given !== null) throw errors.keyIdWithoutSecureString()
  return null
}

function refuseUnsimulated(input: Input): void {
  const policies = text(input, 'Policies').trim()
  if (!['', '[]', '[{}]', '{}'].includes(policies)) throw errors.notSimulated('A parameter policy (Policies)')
}
