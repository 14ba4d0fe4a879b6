import type { FinishedRun, Invariant } from './contract'
import { entry, wasCalled, type Fact } from './facts'
import { resourcesOf, textOf } from './resources'
import { Violations } from './violations'

interface Notification {
  readonly event: string
  readonly prefix: string
  readonly suffix: string
}

const LISTS = ['LambdaConfigurations', 'QueueConfigurations', 'TopicConfigurations'] as const

/** What the template's bucket tells of; null when it cannot be told. */
function notificationsOf(run: FinishedRun, bucket: string): readonly Notification[] | null {
  if (wasCalled(run, 's3:PutBucketNotification', 's3:PutBucketNotificationConfiguration')) return null
  const resource = resourcesOf(run).find('AWS::S3::Bucket', bucket)
  if (!resource?.settled) return null
  return LISTS.flatMap((list) => {
    const entries = resource.property('NotificationConfiguration', list)
    if (!Array.isArray(entries)) return []
    return entries.map((_, index): Notification => {
      const rules = resource.property('NotificationConfiguration', list, index, 'Filter', 'S3Key', 'Rules')
      const rule = (name: string): string =>
        (Array.isArray(rules) ? (rules as { Name?: string; Value?: string }[]) : []).find(
          (one) => one.Name?.toLowerCase() === name,
        )?.Value ?? ''
      const event = textOf(resource.property('NotificationConfiguration', list, index, 'Event')) ?? ''
      return { event, prefix: rule('prefix'), suffix: rule('suffix') }
    })
  })
}

/** Those that have records of their own: tags, for one, have none. */
const OBJECT_EVENTS = /^Object(Created|Removed):/

const fits = ({ event, prefix, suffix }: Notification, happened: string, key: string): boolean =>
  (event === happened || (event.endsWith(':*') && happened.startsWith(event.slice(0, -1)))) &&
  key.startsWith(prefix) &&
  key.endsWith(suffix)

export const s3Notifications: Invariant = {
  id: 's3-notifications',
  sentence:
    'S3 tells of each object that is created or removed once to every notification whose event and filter it fits.',
  source: 'Fact sheet 9.3; S3 User Guide, "Amazon S3 Event Notifications"',
  check(run) {
    const violations = new Violations()
    const configured = new Map<string, readonly Notification[] | null>()
    const expected = new Map<string, { cause: Fact<'s3.object-created' | 's3.object-removed'>; count: number }[]>()
    for (const record of run.records) {
      if (record.type === 's3.object-created' || record.type === 's3.object-removed') {
        const { bucket, key, at } = record
        const removal = record.type === 's3.object-removed' && record.deleteMarker ? 'DeleteMarkerCreated' : 'Delete'
        const event =
          record.type === 's3.object-created' ? `ObjectCreated:${record.creation}` : `ObjectRemoved:${removal}`
        const all = entry(configured, bucket, () => notificationsOf(run, bucket))
        const count = all?.filter((one) => fits(one, `s3:${event}`, key)).length
        if (count === undefined) continue
        entry(expected, `${bucket} ${key} ${event} ${at}`, () => []).push({ cause: record, count })
      } else if (record.type === 's3.notification-delivered' || record.type === 's3.notification-failed') {
        const { bucket, key, event, since, target } = record
        // What EventBridge is told of has no configuration of its own in the template.
        if (since === undefined || event === 'TestEvent' || target.startsWith('arn:aws:events:')) continue
        const waiting = expected.get(`${bucket} ${key} ${event} ${since}`)
        const one = waiting?.find(({ count }) => count > 0)
        if (one) one.count--
        else if (waiting) {
          violations.add(`${event} of ${key} in ${bucket} is told of once too often`, [record], bucket)
        } else if (OBJECT_EVENTS.test(event) && configured.get(bucket) !== null) {
          violations.add(`${event} of ${key} in ${bucket} is told of, and has not happened`, [record], bucket)
        }
      }
    }
    if (!run.idle) return violations.found
    for (const [name, events] of expected) {
      for (const { cause, count } of events) {
        if (count > 0)
          violations.add(
            `${name.split(' ')[2]} of ${cause.key} in ${cause.bucket} is not told of`,
            [cause],
            cause.bucket,
          )
      }
    }
    return violations.found
  },
}
