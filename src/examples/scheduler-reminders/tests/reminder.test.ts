import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { clock, cloud, expect, test } from 'coldstart/test'
import tea from '../events/tea.json'

test('the function is invoked four minutes later, to the second, and the schedule is gone', async () => {
  const { payload } = await cloud.invoke('Remind', tea)
  const due = Date.parse(`${/at\((.*)\)/.exec(payload.ScheduleExpression)?.[1]}Z`)
  await clock.runUntilIdle()

  const [ring] = (await cloud.trace({ types: ['request.received'] })).filter(({ source }) => source === 'async')
  expect(ring?.at).toBeGreaterThanOrEqual(due)
  expect(ring?.at).toBeLessThan(due + 60_000)
  const lines = (await cloud.trace({ types: ['log'] })).map(({ message }) => message).join('\n')
  expect(lines).toContain('ring: The tea is ready')
  await expect(new SchedulerClient({}).send(new GetScheduleCommand({ Name: tea.name }))).rejects.toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
})
