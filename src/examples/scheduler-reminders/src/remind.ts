import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'

const client = new SchedulerClient({})

export const handler = async (reminder: { readonly name: string; readonly minutes: number; readonly text: string }) => {
  const due = new Date(Date.now() + reminder.minutes * 60_000)
  // at() takes a time without a zone, to the second.
  const ScheduleExpression = `at(${due.toISOString().slice(0, 19)})`
  const { ScheduleArn } = await client.send(
    new CreateScheduleCommand({
      Name: reminder.name,
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: process.env.TARGET_ARN, RoleArn: process.env.ROLE_ARN, Input: JSON.stringify(reminder) },
    }),
  )
  return { ScheduleArn, ScheduleExpression }
}
