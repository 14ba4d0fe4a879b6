import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { clock, cloud, expect, test } from 'coldstart/test'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))

const spentBy = async (id: string) => {
  const { Item } = await table.send(new GetCommand({ TableName: cloud.resource('Sales').name, Key: { id } }))
  return Item?.['spent']
}

test('a replay makes the sums anew; who must not hear twice does not', async () => {
  for (const [customer, total] of [
    ['ada', 40],
    ['grace', 25],
    ['ada', 2],
  ] as const) {
    await cloud.send('Shop', { event: { source: 'shop', detailType: 'OrderPaid' }, body: { customer, total } })
  }
  await clock.runUntilIdle()
  expect([await spentBy('ada'), await spentBy('grace')]).toEqual([42, 25])

  const { payload } = await cloud.invoke('Rebuild')
  expect(payload).toEqual({ forgotten: 2, replay: 'STARTING' })
  expect(await spentBy('ada')).toBeUndefined()
  await clock.runUntilIdle()
  expect([await spentBy('ada'), await spentBy('grace')]).toEqual([42, 25])
  const thanks = (await cloud.trace({ types: ['log'] })).filter(({ message }) => message.includes('Thank you'))
  expect(thanks).toHaveLength(3)
})
