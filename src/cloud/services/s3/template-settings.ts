/** Properties of AWS::S3::Bucket, in the form that the API has. Source: CloudFormation resource reference for Amazon S3. */

import type { TemplateValue } from '../../aws/template'
import { parseIsoTimestamp } from '../../aws/timestamps'
import type { Input } from './input'

type Values = Readonly<Record<string, TemplateValue>>

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns an empty object when it is missing */
export const valuesOf = (value: TemplateValue | undefined): Values => (isValues(value) ? value : {})

/** One value where a list is expected counts as a list of one, as CloudFormation has it. */
export const listOf = (value: TemplateValue | undefined): readonly Values[] =>
  Array.isArray(value) ? (value as readonly TemplateValue[]).filter(isValues) : isValues(value) ? [value] : []

/** Templates may write numbers and truth values as texts. */
const number = (value: TemplateValue | undefined): number | undefined =>
  value === undefined ? undefined : Number(value)
export const isTrue = (value: TemplateValue | undefined): boolean => value === true || value === 'true'

/** Without the members that are undefined. */
function given(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** Property → list and member of the API. */
const NOTIFICATION_LISTS: readonly (readonly [property: string, target: string, list: string, member: string])[] = [
  ['LambdaConfigurations', 'Function', 'LambdaFunctionConfigurations', 'LambdaFunctionArn'],
  ['QueueConfigurations', 'Queue', 'QueueConfigurations', 'QueueArn'],
  ['TopicConfigurations', 'Topic', 'TopicConfigurations', 'TopicArn'],
]

/** Each has one event and one filter, unlike the API's. */
export function notificationInput(configuration: Values): Input {
  const input: Record<string, unknown> = {}
  for (const [property, target, list, member] of NOTIFICATION_LISTS) {
    input[list] = listOf(configuration[property]).map((entry) => {
      const rules = listOf(valuesOf(valuesOf(entry['Filter'])['S3Key'])['Rules'])
      return given({
        [member]: entry[target],
        Events: [entry['Event']],
        Filter: rules.length > 0 ? { Key: { FilterRules: rules } } : undefined,
      })
    })
  }
  const bridge = configuration['EventBridgeConfiguration']
  // Present means on, unless it says otherwise.
  const isOn = bridge !== undefined && valuesOf(bridge)['EventBridgeEnabled'] !== false && !isOff(bridge)
  return isOn ? { ...input, EventBridgeConfiguration: {} } : input
}

const isOff = (bridge: TemplateValue): boolean => valuesOf(bridge)['EventBridgeEnabled'] === 'false'

export function corsInput(configuration: Values): Input {
  const rules = listOf(configuration['CorsRules']).map((rule) =>
    given({
      ID: rule['Id'],
      AllowedHeaders: rule['AllowedHeaders'],
      AllowedMethods: rule['AllowedMethods'],
      AllowedOrigins: rule['AllowedOrigins'],
      ExposeHeaders: rule['ExposedHeaders'],
      MaxAgeSeconds: number(rule['MaxAge']),
    }),
  )
  return { CORSConfiguration: { CORSRules: rules } }
}

export function encryptionInput(configuration: Values): Input {
  const rules = listOf(configuration['ServerSideEncryptionConfiguration']).map((rule) => ({
    ApplyServerSideEncryptionByDefault: valuesOf(rule['ServerSideEncryptionByDefault']),
    BucketKeyEnabled: isTrue(rule['BucketKeyEnabled']),
  }))
  return { Rules: rules }
}

export function publicAccessInput(configuration: Values): Input {
  return Object.fromEntries(Object.entries(configuration).map(([name, value]) => [name, isTrue(value)]))
}

export function lifecycleInput(configuration: Values): Input {
  const rules = listOf(configuration['Rules']).map((rule) => {
    const noncurrent = valuesOf(rule['NoncurrentVersionExpiration'])
    const days = number(rule['NoncurrentVersionExpirationInDays']) ?? number(noncurrent['NoncurrentDays'])
    return given({
      ID: rule['Id'],
      Status: rule['Status'],
      Filter: lifecycleFilter(rule),
      Expiration: unlessEmpty({
        Days: number(rule['ExpirationInDays']),
        Date: dateOf(rule['ExpirationDate']),
        ExpiredObjectDeleteMarker:
          rule['ExpiredObjectDeleteMarker'] === undefined ? undefined : isTrue(rule['ExpiredObjectDeleteMarker']),
      }),
      Transitions: unlessNone(
        [...listOf(rule['Transitions']), ...listOf(rule['Transition'])].map((transition) =>
          given({
            Days: number(transition['TransitionInDays']),
            Date: dateOf(transition['TransitionDate']),
            StorageClass: transition['StorageClass'],
          }),
        ),
      ),
      NoncurrentVersionExpiration: unlessEmpty({
        NoncurrentDays: days,
        NewerNoncurrentVersions: number(noncurrent['NewerNoncurrentVersions']),
      }),
      NoncurrentVersionTransitions: unlessNone(
        [...listOf(rule['NoncurrentVersionTransitions']), ...listOf(rule['NoncurrentVersionTransition'])].map(
          (transition) =>
            given({
              NoncurrentDays: number(transition['TransitionInDays']),
              NewerNoncurrentVersions: number(transition['NewerNoncurrentVersions']),
              StorageClass: transition['StorageClass'],
            }),
        ),
      ),
      AbortIncompleteMultipartUpload: unlessEmpty({
        DaysAfterInitiation: number(valuesOf(rule['AbortIncompleteMultipartUpload'])['DaysAfterInitiation']),
      }),
    })
  })
  return { LifecycleConfiguration: { Rules: rules } }
}

/** One condition stands alone; several are joined by And. */
function lifecycleFilter(rule: Values): object {
  const tags = listOf(rule['TagFilters'])
  const conditions = given({
    Prefix: rule['Prefix'],
    ObjectSizeGreaterThan: number(rule['ObjectSizeGreaterThan']),
    ObjectSizeLessThan: number(rule['ObjectSizeLessThan']),
  })
  const count = Object.keys(conditions).length + tags.length
  if (count === 0) return { Prefix: '' }
  if (count === 1) return tags[0] ? { Tag: tags[0] } : conditions
  return { And: { ...conditions, ...(tags.length > 0 && { Tags: tags }) } }
}

function unlessEmpty(members: Readonly<Record<string, unknown>>): object | undefined {
  const present = given(members)
  return Object.keys(present).length > 0 ? present : undefined
}

const unlessNone = (list: readonly object[]): readonly object[] | undefined => (list.length > 0 ? list : undefined)

/** `2026-01-31T00:00:00Z`: seconds since the epoch. */
const dateOf = (value: TemplateValue | undefined): number | undefined => {
  const instant = typeof value === 'string' ? parseIsoTimestamp(value) : null
  return instant === null ? undefined : instant / 1000
}
