/** Roles for the page's inspectors. */

import type { ResourceView } from '../contract'
import { statementsText } from './statement-text'
import type { IdentityStore } from './state'

export function views(store: IdentityStore): readonly ResourceView[] {
  return store.roles().map((role) => {
    const rows = store
      .policiesOf(role)
      .flatMap(({ name, document }) => statementsText(document).map((statement) => [name, ...statement] as const))
    return {
      arn: role.arn,
      kind: 'Role',
      name: role.name,
      facts: [
        { label: 'Path', value: role.path },
        {
          label: 'Trusts',
          value: statementsText(role.trust)
            .map(([, , , , who]) => who)
            .join(', '),
        },
        { label: 'Permissions boundary', value: role.boundary ?? 'none' },
        { label: 'Longest session', value: `${role.maxSessionDuration} s` },
      ],
      tables: [
        {
          title: 'Statements',
          columns: ['Policy', 'Statement', 'Effect', 'Actions', 'Resources'],
          rows: rows.map((row) => row.slice(0, 5)),
          total: rows.length,
        },
      ],
    }
  })
}
