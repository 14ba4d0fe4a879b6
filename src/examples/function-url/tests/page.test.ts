import { cloud, expect, test } from 'coldstart/test'

test('a page in four parts, the first long before the last', async () => {
  const { status, headers, body } = await cloud.http('/?name=Ada')
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' })
  expect(body).toContain('<h1>Hello, Ada!</h1>')
  const parts = await cloud.trace({ types: ['invocation.streamed'] })
  const gaps = parts.slice(1).map(({ at }, index) => Math.round(at - (parts[index]?.at ?? 0)))
  expect(gaps.filter((gap) => gap > 0)).toEqual([400, 400, 400])
})

test('what is not there is 404', async () => {
  expect(await cloud.http('/elsewhere')).toMatchObject({ status: 404, body: 'There is no /elsewhere here.\n' })
})
