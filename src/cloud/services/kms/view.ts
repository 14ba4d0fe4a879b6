/** What the page's inspectors show of the keys. Material is not shown. */

import { isoTimestamp } from '../../aws/timestamps'
import type { ResourceView } from '../contract'
import type { Keys } from './state'

export function createViews(keys: Keys): readonly ResourceView[] {
  return keys.all().map((key) => {
    const aliases = keys.aliases().filter(({ keyId }) => keyId === key.id)
    return {
      arn: key.arn,
      kind: 'Key',
      name: aliases[0]?.name ?? key.id,
      facts: [
        { label: 'Key id', value: key.id },
        { label: 'State', value: key.state },
        { label: 'Spec', value: key.spec },
        { label: 'Usage', value: key.usage },
        { label: 'Managed by', value: key.manager === 'AWS' ? 'AWS' : 'Customer' },
        { label: 'Created', value: isoTimestamp(key.createdAt) },
        ...(key.deletionAt === null ? [] : [{ label: 'Deletion', value: isoTimestamp(key.deletionAt) }]),
        ...(aliases.length > 0 ? [{ label: 'Aliases', value: aliases.map(({ name }) => name).join(', ') }] : []),
      ],
      tables: [],
    }
  })
}
