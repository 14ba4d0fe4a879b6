import { clock, cloud, expect, test } from 'coldstart/test'
import files from '../events/files.json'

test('the function hears of the letter, not of the notes, and reads it', async () => {
  await cloud.invoke('Upload', files)
  await clock.runUntilIdle()
  expect(await cloud.trace({ types: ['s3.object-created'] })).toHaveLength(2)
  const lines = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/ObjectCreated.*/) ?? [])
  expect(lines).toEqual(['ObjectCreated:Put letters/to ada.txt text/plain Dear Ada, the engine runs.'])
})
