import { cloud, expect, test } from 'coldstart/test'

test('routes, created items and mapped errors, through both APIs', async () => {
  const { payload } = await cloud.invoke('Client')
  expect(payload).toMatchObject({
    created: { status: 201, location: '/items/2', body: '{"id":"2"}' },
    read: { status: 200, body: '{"name":"Umbrella"}' },
    noItem: { status: 404 },
    noRoute: { status: 404, body: '{"message":"Not Found"}' },
    price: { status: 200, body: '{"id":"1","price":12.5,"currency":"CHF"}' },
    noPrice: { status: 404 },
    noMethod: { status: 403, body: '{"message":"Missing Authentication Token"}' },
  })
  expect(await cloud.trace({ types: ['http.answered'] })).toHaveLength(7)
})
