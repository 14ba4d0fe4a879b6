/** Resource-based policies. Source: AddPermission, RemovePermission, GetPolicy APIs. */

import type { Operation } from '../../../services/contract'
import type { Lambda } from '../../lambda'
import { optionalText, qualifiedOf, text, type Input } from '../input'
import { errors } from '../wire'

export function permissionOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  const { policies } = lambda
  return {
    AddPermission(input) {
      const { arn } = qualifiedOf(lambda, input)
      const principal = text(input, 'Principal')
      if (!/^(\*|\d{12}|arn:aws[a-z-]*:iam::.+|[a-z0-9.-]+\.[a-z0-9.-]+)$/.test(principal)) {
        throw errors.invalidParameter('The provided principal was invalid. Please check the principal and try again.')
      }
      const statement = policies.add(
        arn,
        {
          statementId: text(input, 'StatementId'),
          action: text(input, 'Action'),
          principal,
          ...optional(input, 'sourceArn', 'SourceArn'),
          ...optional(input, 'sourceAccount', 'SourceAccount'),
          ...optional(input, 'eventSourceToken', 'EventSourceToken'),
          ...optional(input, 'functionUrlAuthType', 'FunctionUrlAuthType'),
          ...optional(input, 'principalOrgId', 'PrincipalOrgID'),
          ...(typeof input['InvokedViaFunctionUrl'] === 'boolean' && {
            invokedViaFunctionUrl: input['InvokedViaFunctionUrl'],
          }),
        },
        optionalText(input, 'RevisionId'),
      )
      return { Statement: JSON.stringify(statement) }
    },
    RemovePermission(input) {
      const { arn } = qualifiedOf(lambda, input)
      policies.remove(arn, text(input, 'StatementId'), optionalText(input, 'RevisionId'))
      return {}
    },
    GetPolicy(input) {
      const { arn } = qualifiedOf(lambda, input)
      const { document, revisionId } = policies.get(arn)
      return { Policy: JSON.stringify(document), RevisionId: revisionId }
    },
  }
}

function optional<Name extends string>(input: Input, name: Name, member: string): { readonly [Key in Name]?: string } {
  const value = optionalText(input, member)
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string }
}
