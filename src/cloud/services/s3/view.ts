/** What the page's inspectors show of the buckets. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Buckets } from './buckets'
import { lastModified } from './conditions'
import type { Bucket } from './state'

export function createViews(buckets: Buckets): readonly ResourceView[] {
  return buckets.all().map((bucket) => {
    const { versioning, notifications, encryption } = bucket.settings
    const versions = versionRows(bucket)
    return {
      arn: bucket.arn,
      kind: 'Bucket',
      name: bucket.name,
      facts: [
        { label: 'Objects', value: String(bucket.keys.filter((key) => bucket.current(key)?.object).length) },
        { label: 'Size', value: `${bucket.storedBytes} bytes` },
        { label: 'Versioning', value: versioning ?? 'Disabled' },
        { label: 'Encryption', value: encryption.algorithm },
        { label: 'EventBridge', value: notifications.eventBridge ? 'On' : 'Off' },
      ],
      tables: [
        {
          title: 'Objects',
          columns: ['Key', 'Last modified', 'Size', 'Storage class', 'ETag', 'Version'],
          ...versions,
        },
        {
          title: 'Event notifications',
          columns: ['Name', 'Events', 'Prefix', 'Suffix', 'Destination'],
          rows: notifications.notifications.map(({ id, events, prefix, suffix, target }) => [
            id,
            events.join(', '),
            prefix ?? '',
            suffix ?? '',
            target,
          ]),
          total: notifications.notifications.length,
        },
        {
          title: 'Multipart uploads',
          columns: ['Key', 'Begun', 'Parts', 'Upload id'],
          rows: [...bucket.uploads.values()]
            .slice(0, VIEW_ROWS_MAX)
            .map(({ key, initiatedAt, parts, id }) => [key, isoTimestamp(initiatedAt), String(parts.size), id]),
          total: bucket.uploads.size,
        },
      ].filter(({ title, total }) => title === 'Objects' || total > 0),
    }
  })
}

function versionRows(bucket: Bucket): { readonly rows: readonly (readonly string[])[]; readonly total: number } {
  const rows: string[][] = []
  let total = 0
  for (const key of bucket.keys) {
    for (const version of bucket.versions(key)) {
      total++
      if (rows.length === VIEW_ROWS_MAX) continue
      const { object, id } = version
      rows.push([
        key,
        isoTimestamp(lastModified(version)),
        object ? String(object.content.length) : '',
        object?.storageClass ?? 'Delete marker',
        object?.etag ?? '',
        bucket.settings.versioning === null ? '' : id,
      ])
    }
  }
  return { rows, total }
}
