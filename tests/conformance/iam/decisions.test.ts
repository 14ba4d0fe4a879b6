/** Coldstart's decisions against what AWS documents; the facts and their sources are in decisions.json. */

import { describe, expect, it } from 'vitest'
import type { PolicyDocument, PolicyStatement } from '../../../src/cloud/aws/policy'
import type { Caller } from '../../../src/cloud/services/contract'
import { evaluate, type NamedPolicy } from '../../../src/cloud/services/iam/evaluate'
import { contextOf } from '../../../src/cloud/services/iam/request-context'
import recording from './decisions.json'

interface Fact {
  readonly title: string
  readonly source: string
  readonly checked: string
  readonly caller: string
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly identity?: readonly PolicyStatement[]
  readonly resourcePolicy?: readonly PolicyStatement[]
  readonly boundary?: readonly PolicyStatement[]
  readonly session?: readonly PolicyStatement[]
  readonly version?: string
  readonly decision: string
  readonly kind?: string
  readonly statement?: string
  readonly message?: string
}

const ACCOUNT = { accountId: '123456789012', region: 'us-east-1' }
const NOW = Date.UTC(2026, 0, 31, 12, 0, 0)

const sessionOf = (account: string, role: string, name: string): Caller => ({
  kind: 'role',
  principalId: `AROAEXAMPLEEXAMPLE123:${name}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
})

function callerOf(name: string): Caller {
  if (name === 'role') return sessionOf('123456789012', 'worker', 'orders')
  if (name === 'foreign role') return sessionOf('210987654321', 'partner', 'x')
  if (name === 'user') {
    return { kind: 'account', principalId: 'AIDAEXAMPLE', arn: 'arn:aws:iam::123456789012:user/playground' }
  }
  return { kind: 'service', principalId: name, arn: name, sourceArn: 'arn:aws:s3:::photos' }
}

const facts = recording.cases as unknown as readonly Fact[]

it('states where each fact comes from', () => {
  for (const fact of facts) {
    expect(fact.source.length, fact.title).toBeGreaterThan(20)
    expect(fact.checked, fact.title).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  }
  expect(new Set(facts.map(({ title }) => title)).size).toBe(facts.length)
})

describe('IAM decides', () => {
  it.each(facts.map((fact) => [fact.title, fact] as const))('%s', (_, fact) => {
    const policy = (name: string, statements: readonly PolicyStatement[] | undefined): NamedPolicy[] => {
      const document: PolicyDocument = { Version: fact.version ?? '2012-10-17', Statement: statements ?? [] }
      return statements ? [{ name, document }] : []
    }
    const caller = callerOf(fact.caller)
    const { action, resource, context } = fact
    const need = { action, resource, ...(context && { context }) }
    const owner = resource.split(':')[4] ?? ''
    const decision = evaluate(
      {
        caller,
        need,
        context: contextOf({ caller, need, resourcePolicy: null }, ACCOUNT, NOW),
        resourceAccount: owner === '' ? null : owner,
      },
      {
        identity: caller.kind === 'account' ? null : policy('identity', fact.identity),
        resource: policy('resource', fact.resourcePolicy)[0] ?? null,
        boundary: policy('boundary', fact.boundary)[0] ?? null,
        session: policy('session', fact.session),
      },
    )
    expect(decision.decision).toBe(fact.decision)
    if (fact.kind !== undefined) expect(decision.kind).toBe(fact.kind)
    if (fact.statement !== undefined) expect(decision.statement).toBe(fact.statement)
    if (fact.message !== undefined) expect(decision.message).toBe(fact.message)
  })
})
