import { cloud, expect, test } from 'coldstart/test'
import file from '../events/file.json'

test('links work without an account, and for a minute', async () => {
  const { payload } = await cloud.invoke('Share', file)
  expect(payload).toMatchObject({ put: 200, fresh: 200, text: 'Dear Ada', late: 403 })
  expect(payload.why).toContain('<Message>Request has expired</Message>')
})
