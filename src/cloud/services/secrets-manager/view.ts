/** What the page's inspectors show of the secrets. Values are shown: nothing here is a secret from the page's user. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import { stagesOf, type Secrets } from './state'

/** Characters of a value in a table. */
const EXCERPT_MAX = 200

export function createViews(secrets: Secrets): readonly ResourceView[] {
  return secrets.all().map((secret) => {
    const versions = [...secret.versions.values()].reverse()
    return {
      arn: secret.arn,
      kind: 'Secret',
      name: secret.name,
      facts: [
        { label: 'Encryption key', value: secret.keyId ?? 'aws/secretsmanager' },
        { label: 'Last changed', value: isoTimestamp(secret.changedAt) },
        ...(secret.accessedAt === null ? [] : [{ label: 'Last read', value: isoTimestamp(secret.accessedAt) }]),
        { label: 'Rotation', value: secret.rotation?.enabled ? secret.rotation.functionArn : 'Disabled' },
        ...(secret.rotation?.enabled && secret.rotation.nextAt !== null
          ? [{ label: 'Next rotation', value: isoTimestamp(secret.rotation.nextAt) }]
          : []),
        ...(secret.deletion ? [{ label: 'Deletion', value: isoTimestamp(secret.deletion.dueAt) }] : []),
      ],
      tables: [
        {
          title: 'Versions, youngest first',
          columns: ['Version id', 'Created', 'Staging labels', 'Value'],
          rows: versions
            .slice(0, VIEW_ROWS_MAX)
            .map((version) => [
              version.id,
              isoTimestamp(version.createdAt),
              stagesOf(version).join(', '),
              excerpt(version.value?.string ?? version.value?.binary ?? ''),
            ]),
          total: versions.length,
        },
      ],
    }
  })
}

const excerpt = (text: string): string => (text.length > EXCERPT_MAX ? `${text.slice(0, EXCERPT_MAX)}…` : text)
