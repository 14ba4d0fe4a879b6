/** Amazon Resource Names: `arn:partition:service:region:account:resource`. */

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** Everything after the fifth colon: `function:name:alias`, `queue-name`. */
  readonly resource: string
}

/** Where the stack lives. */
export interface Account {
  readonly accountId: string
  readonly region: string
}

/** The account number of AWS's own examples. */
export const DEFAULT_ACCOUNT: Account = { accountId: '123456789012', region: 'us-east-1' }

/** @returns null for what is not an ARN */
export function parseArn(text: string): Arn | null {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(':')
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return null
  if (resource.length === 0) return null
  return { partition, service, region, accountId, resource: resource.join(':') }
}

export function formatArn(service: string, account: Account, resource: string): string {
  return `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`
}
