/** Sessions of roles with all that can be passed to them. What clients see of the rest: tests/conformance/sts. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { respond } from '../../scripted-host'
import { deploy, queue, resource, type Run } from '../../stack'

const ACCOUNT = { AWS: 'arn:aws:iam::123456789012:root' }
const ROLE = 'arn:aws:iam::123456789012:role/worker'

const trusting = (...statements: readonly TemplateValue[]): TemplateValue => ({
  Version: '2012-10-17',
  Statement: statements,
})

function account(trust: TemplateValue, permissions: readonly TemplateValue[], more = {}): Run {
  const role = resource('Role', 'AWS::IAM::Role', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: permissions } }],
    ...more,
  })
  const run = deploy([queue('Q'), role], { invoke: () => ({ outcome: respond(null) }) })
  expect(run.diagnostics).toEqual([])
  return run
}

async function call(run: Run, service: string, parameters: Record<string, string>, accessKey?: string) {
  const { status, body } = await run.cloud.aws({
    method: 'POST',
    url: `https://${service}.us-east-1.amazonaws.com/`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(accessKey && {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260131/us-east-1/sts/aws4_request`,
      }),
    },
    body: new URLSearchParams(parameters).toString(),
  })
  const text = String(body)
  const member = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
  return { status, member }
}

const assume = (run: Run, parameters: Record<string, string> = {}, accessKey?: string) =>
  call(
    run,
    'sts',
    { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: ROLE, RoleSessionName: 'first', ...parameters },
    accessKey,
  )

async function sends(run: Run, accessKey: string | undefined): Promise<number> {
  const { status } = await run.cloud.aws({
    method: 'POST',
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: {
      'x-amz-target': 'AmazonSQS.SendMessage',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey ?? ''}/20260131/us-east-1/sqs/aws4_request`,
    },
    body: JSON.stringify({ QueueUrl: 'Q', MessageBody: 'm' }),
  })
  return status
}

const SEND = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }
const trust = (Action: TemplateValue, more = {}): TemplateValue => ({
  Effect: 'Allow',
  Principal: ACCOUNT,
  Action,
  ...more,
})

describe('AssumeRole', () => {
  it('passes tags, which the role’s policies see', async () => {
    const tagged = { ...SEND, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }
    const run = account(trusting(trust(['sts:AssumeRole', 'sts:TagSession'])), [tagged])
    const tag = (value: string) => ({ 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': value })
    expect(await sends(run, (await assume(run, tag('blue'))).member('AccessKeyId'))).toBe(200)
    expect(await sends(run, (await assume(run, tag('red'))).member('AccessKeyId'))).toBe(403)
    expect(await sends(run, (await assume(run)).member('AccessKeyId'))).toBe(403)
  })

  it('lets the trust policy choose the tags', async () => {
    const only = { Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } } }
    const run = account(trusting(trust('sts:AssumeRole'), trust('sts:TagSession', only)), [SEND])
    const tag = (value: string) => ({ 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': value })
    expect([(await assume(run, tag('blue'))).status, (await assume(run, tag('red'))).status]).toEqual([200, 403])
  })

  it('refuses a tag’s name twice', async () => {
    const run = account(trusting(trust(['sts:AssumeRole', 'sts:TagSession'])), [SEND])
    const names = { 'Tags.member.1.Key': 'team', 'Tags.member.2.Key': 'TEAM' }
    const { status, member } = await assume(run, { ...names, 'Tags.member.1.Value': 'a', 'Tags.member.2.Value': 'b' })
    expect([status, member('Code')]).toEqual([400, 'InvalidParameterValue'])
  })

  it('passes a source identity', async () => {
    const known = { ...SEND, Condition: { StringEquals: { 'aws:SourceIdentity': 'ann' } } }
    const run = account(trusting(trust(['sts:AssumeRole', 'sts:SetSourceIdentity'])), [known])
    const { member } = await assume(run, { SourceIdentity: 'ann' })
    expect(member('SourceIdentity')).toBe('ann')
    expect(await sends(run, member('AccessKeyId'))).toBe(200)
    expect(await sends(run, (await assume(run, { SourceIdentity: 'bob' })).member('AccessKeyId'))).toBe(403)
  })

  it('asks for an external id where the trust policy does', async () => {
    const run = account(
      trusting(trust('sts:AssumeRole', { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } })),
      [SEND],
    )
    const denied = await assume(run)
    expect([denied.status, denied.member('Code')]).toEqual([403, 'AccessDenied'])
    expect(denied.member('Message')).toBe(
      `User: arn:aws:iam::123456789012:user/playground is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no role trust policy allows the sts:AssumeRole action`,
    )
    expect((await assume(run, { ExternalId: 'x1' })).status).toBe(200)
  })

  it('lasts as long as the role allows', async () => {
    const run = account(trusting(trust('sts:AssumeRole')), [SEND], { MaxSessionDuration: 7200 })
    const { member } = await assume(run, { DurationSeconds: '7200' })
    await run.advance(7199_000)
    expect(await sends(run, member('AccessKeyId'))).toBe(200)
    await run.advance(2000)
    expect(await sends(run, member('AccessKeyId'))).not.toBe(200)
    expect((await assume(run, { DurationSeconds: '7201' })).member('Code')).toBe('ValidationError')
  })

  it('gives a service’s role to nobody else, the administrator included', async () => {
    const lambda = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const run = account(trusting(lambda), [SEND])
    expect((await assume(run)).status).toBe(403)
    expect(run.trace('access.denied')).toMatchObject([{ action: 'sts:AssumeRole', kind: 'role trust policy' }])
  })

  it('a role takes on another that trusts it, with the policies of that other', async () => {
    const run = account(
      trusting(trust('sts:AssumeRole'), { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:*' }),
      [SEND],
    )
    const first = await assume(run)
    const second = await assume(run, { RoleSessionName: 'second' }, first.member('AccessKeyId'))
    expect(second.member('Arn')).toBe('arn:aws:sts::123456789012:assumed-role/worker/second')
    expect(await sends(run, second.member('AccessKeyId'))).toBe(200)
  })

  it.each([
    ['TransitiveTagKeys', { 'TransitiveTagKeys.member.1': 'team' }],
    ['ProvidedContexts', { 'ProvidedContexts.member.1.ProviderArn': 'arn:aws:iam::aws:contextProvider/x' }],
  ])('says that %s are not simulated', async (_, parameters) => {
    const run = account(trusting(trust('sts:AssumeRole')), [SEND])
    expect((await assume(run, parameters)).member('Message')).toMatch(/not simulated/)
  })
})
