/**
 * API keys and the plans that they belong to: who may pass, how fast and how often.
 * Source: API Gateway Developer Guide, "Usage plans and API keys for REST APIs". Quotas begin anew at midnight UTC of the
 * period (a week begins on its first day plus the offset: MODEL, Sunday).
 */

import { civilDate, DAY } from '../../aws/civil-time'
import { TokenBucket } from '../../http/token-bucket'
import { refusal, type Refusal, type Traversal } from './requests'
import type { ApiKey, Quota, RestApis, UsagePlan } from './state'

/** @param value of the key, as the request or an authorizer gave it */
export function checkKey(
  apis: RestApis,
  traversal: Traversal,
  value: string | undefined,
  now: number,
): ApiKey | Refusal {
  const { api, stage, request, resourcePath } = traversal
  const key = value === undefined ? undefined : [...apis.keys.values()].find((one) => one.value === value)
  const refuse = (reason: string): Refusal => refusal('INVALID_API_KEY', reason)
  if (value === undefined || value === '') return refuse('The method demands an API key, and the request has none.')
  if (!key) return refuse('There is no API key of this value.')
  if (!key.enabled) return refuse(`The API key ${key.name} is disabled.`)
  const place = `${api.id}/${stage.name}`
  const plan = [...apis.plans.values()].find((one) => one.keys.has(key.id) && one.stages.has(place))
  if (!plan) return refuse(`The API key ${key.name} is in no usage plan of ${place}.`)
  const own = plan.stages.get(place)?.get(`${resourcePath}/${request.method}`)
  if (own && !bucketOf(plan, `${key.id} ${resourcePath}/${request.method}`, own, now).take(now)) {
    return refusal('THROTTLED', `The usage plan ${plan.name} throttles this method.`)
  }
  if (!own && plan.throttle && !bucketOf(plan, key.id, plan.throttle, now).take(now)) {
    return refusal('THROTTLED', `The usage plan ${plan.name} throttles the API key ${key.name}.`)
  }
  if (plan.quota && !withinQuota(plan, plan.quota, key.id, now)) {
    return refusal('QUOTA_EXCEEDED', `The quota of the usage plan ${plan.name} is used up.`)
  }
  return key
}

function bucketOf(plan: UsagePlan, name: string, throttle: { rate: number; burst: number }, now: number): TokenBucket {
  const bucket = plan.buckets.get(name) ?? new TokenBucket(throttle.rate, throttle.burst, now)
  plan.buckets.set(name, bucket)
  return bucket
}

function withinQuota(plan: UsagePlan, quota: Quota, keyId: string, now: number): boolean {
  const period = periodOf(quota, now)
  const used = plan.used.get(keyId)
  const current = used?.period === period ? used : { period, count: 0 }
  plan.used.set(keyId, current)
  if (current.count >= quota.limit) return false
  current.count++
  return true
}

/** A number that tells one period from the next. */
function periodOf({ period, offset }: Quota, now: number): number {
  const day = Math.floor(now / DAY)
  if (period === 'DAY') return day
  // The first day since the epoch was a Thursday.
  if (period === 'WEEK') return Math.floor((day + 4 - offset) / 7)
  const { year, month } = civilDate(day - offset)
  return year * 12 + month
}
