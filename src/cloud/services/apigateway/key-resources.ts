/** AWS::ApiGateway::ApiKey, UsagePlan, UsagePlanKey, Account. Source: CloudFormation resource reference for API Gateway. */

import { throttleOf, type Throttle } from '../../http/throttle'
import {
  isTrue,
  isValues,
  listOf,
  numberOr,
  required,
  steadyId,
  textOr,
  valuesOf,
  type Values,
} from '../../http/properties'
import { Random } from '../../kernel/random'
import { ResourceError, type ResourceHandle, type ResourceType, type ServiceContext } from '../contract'
import type { ApiKey, Quota, RestApis, UsagePlan } from './state'

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function keyResourceTypes(
  apis: RestApis,
  { kernel, account }: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  const newId = (name: string, length = 10): string => steadyId(kernel.seed, name, length)
  const arnOf = (rest: string): string => `arn:aws:apigateway:${account.region}::/${rest}`
  return {
    'AWS::ApiGateway::ApiKey': ofMap<ApiKey>(
      apis.keys,
      ({ properties, generatedName }) => {
        const value =
          properties['Value'] === undefined
            ? new Random(kernel.seed, `api-key:${generatedName}`).text(40, KEY_ALPHABET)
            : String(properties['Value'])
        if (value.length < 20 || value.length > 128) {
          throw new ResourceError('API Key value should be at least 20 characters', ['Value'])
        }
        return {
          id: newId(`key:${generatedName}`),
          name: textOr(properties['Name'], generatedName),
          value,
          enabled: isTrue(properties['Enabled']),
        }
      },
      (key) => ({ physicalId: key.id, arn: arnOf(`apikeys/${key.id}`), ref: key.id, attributes: { APIKeyId: key.id } }),
    ),
    'AWS::ApiGateway::UsagePlan': ofMap<UsagePlan>(
      apis.plans,
      ({ properties, generatedName }) => {
        const id = newId(`plan:${generatedName}`, 6)
        checkStages(apis, properties)
        return planOf(id, textOr(properties['UsagePlanName'], generatedName), properties, apis.plans.get(id))
      },
      (plan) => ({
        physicalId: plan.id,
        arn: arnOf(`usageplans/${plan.id}`),
        ref: plan.id,
        attributes: { Id: plan.id },
      }),
    ),
    'AWS::ApiGateway::UsagePlanKey': planKeyType(apis, arnOf),
    // The role that writes logs: logs are written here without one.
    'AWS::ApiGateway::Account': {
      create: () => accountHandle(arnOf('account')),
      update: (existing) => existing,
      delete: () => undefined,
    },
  }
}

const accountHandle = (arn: string): ResourceHandle => ({
  physicalId: 'account',
  arn,
  ref: 'account',
  attributes: { Id: 'account' },
})

function ofMap<Thing extends { readonly id: string }>(
  things: Map<string, Thing>,
  make: (input: Parameters<ResourceType['create']>[0]) => Thing,
  handleOf: (thing: Thing) => ResourceHandle,
): ResourceType {
  const apply: ResourceType['create'] = (input) => {
    const thing = make(input)
    things.set(thing.id, thing)
    return handleOf(thing)
  }
  return {
    create: apply,
    update: (_, input) => apply(input),
    delete: ({ physicalId }) => void things.delete(physicalId),
  }
}

/** @throws ResourceError */
function checkStages(apis: RestApis, given: Values): void {
  for (const [index, one] of listOf(given['ApiStages']).map(valuesOf).entries()) {
    const [apiId, stage] = [textOr(one['ApiId'], ''), textOr(one['Stage'], '')]
    if (apis.find(apiId)?.stages.has(stage)) continue
    throw new ResourceError(`API Stage not found: ${apiId}:${stage}`, ['ApiStages', index, 'Stage'])
  }
}

function planOf(id: string, name: string, given: Values, before: UsagePlan | undefined): UsagePlan {
  const throttle = valuesOf(given['Throttle'])
  const stages = listOf(given['ApiStages'])
    .map(valuesOf)
    .map((one) => {
      const own = Object.entries(valuesOf(one['Throttle'])).flatMap(
        ([path, limits]): (readonly [string, Throttle])[] => {
          const found = throttleOf(valuesOf(limits)['RateLimit'], valuesOf(limits)['BurstLimit'])
          return found ? [[path, found]] : []
        },
      )
      return [`${textOr(one['ApiId'], '')}/${textOr(one['Stage'], '')}`, new Map(own)] as const
    })
  return {
    id,
    name,
    throttle: throttleOf(throttle['RateLimit'], throttle['BurstLimit']),
    quota: isValues(given['Quota']) ? quotaOf(given['Quota']) : null,
    stages: new Map(stages),
    keys: before?.keys ?? new Set(),
    buckets: new Map(),
    used: before?.used ?? new Map(),
  }
}

function quotaOf(given: Values): Quota {
  const period = textOr(given['Period'], '')
  if (period !== 'DAY' && period !== 'WEEK' && period !== 'MONTH') {
    throw new ResourceError('Period of a quota is DAY, WEEK or MONTH.', ['Quota', 'Period'])
  }
  const limit = numberOr(given['Limit'], NaN)
  if (Number.isNaN(limit)) throw new ResourceError('Limit of a quota is required.', ['Quota', 'Limit'])
  return { limit, offset: numberOr(given['Offset'], 0), period }
}

function planKeyType(apis: RestApis, arnOf: (rest: string) => string): ResourceType {
  const apply: ResourceType['create'] = ({ properties }) => {
    const [keyId, planId] = [required(properties, 'KeyId'), required(properties, 'UsagePlanId')]
    const plan = apis.plans.get(planId)
    if (!plan) throw new ResourceError('Invalid Usage Plan ID specified', ['UsagePlanId'])
    if (!apis.keys.has(keyId)) throw new ResourceError('Invalid API Key identifier specified', ['KeyId'])
    if (properties['KeyType'] !== 'API_KEY') throw new ResourceError('KeyType is API_KEY.', ['KeyType'])
    plan.keys.add(keyId)
    const id = `${keyId}:${planId}`
    return { physicalId: id, arn: arnOf(`usageplans/${planId}/keys/${keyId}`), ref: id, attributes: { Id: id } }
  }
  const remove = ({ physicalId }: ResourceHandle): void => {
    const [keyId = '', planId = ''] = physicalId.split(':')
    apis.plans.get(planId)?.keys.delete(keyId)
  }
  return {
    create: apply,
    update(existing, input) {
      remove(existing)
      return apply(input)
    },
    delete: remove,
  }
}
