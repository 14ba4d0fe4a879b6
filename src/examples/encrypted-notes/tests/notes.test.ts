import { cloud, expect, test } from 'coldstart/test'
import note from '../events/note.json'

test('decrypted with the same context only', async () => {
  const { payload } = await cloud.invoke('Notes', note)
  expect(payload).toMatchObject({ text: note.text, stolen: 'InvalidCiphertextException' })
})
