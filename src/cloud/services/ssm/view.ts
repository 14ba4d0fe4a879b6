/** What the page's inspectors show of the parameters. */

import { isoTimestamp } from '../../aws/timestamps'
import type { Account } from '../../aws/arn'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import { arnOf } from './names'
import { latest, type Parameters } from './state'

/** Characters of a value in a table. */
const EXCERPT_MAX = 200

export function createViews(parameters: Parameters, account: Account): readonly ResourceView[] {
  return parameters.all().map((parameter) => {
    const current = latest(parameter)
    return {
      arn: arnOf(parameter.key, account),
      kind: 'Parameter',
      name: parameter.name,
      facts: [
        { label: 'Type', value: current.type },
        { label: 'Tier', value: current.tier },
        { label: 'Version', value: String(current.version) },
        { label: 'Last modified', value: isoTimestamp(current.modifiedAt) },
        ...(current.keyId === null ? [] : [{ label: 'KMS key', value: current.keyId }]),
      ],
      tables: [
        {
          title: 'Versions, youngest first',
          columns: ['Version', 'Modified', 'Labels', 'Value'],
          rows: [...parameter.versions]
            .reverse()
            .slice(0, VIEW_ROWS_MAX)
            .map((version) => [
              String(version.version),
              isoTimestamp(version.modifiedAt),
              [...version.labels].join(', '),
              version.value.length > EXCERPT_MAX ? `${version.value.slice(0, EXCERPT_MAX)}…` : version.value,
            ]),
          total: parameter.versions.length,
        },
      ],
    }
  })
}
