import { cloud, expect, test } from 'coldstart/test'

test('denied as itself, allowed as the sender', async () => {
  const { payload } = await cloud.invoke('Roles')
  expect(payload.self).toMatch(/^arn:aws:sts::\d{12}:assumed-role\/[\w-]+\/[\w-]+$/)
  expect(payload.asMyself).toContain('because no identity-based policy allows the sqs:sendmessage action')
  expect(payload.asSender).toBe('sent')
  expect(await cloud.trace({ types: ['access.denied'] })).toMatchObject([
    { action: 'sqs:SendMessage', decision: 'implicit-deny' },
  ])
})
