import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms'

const client = new KMSClient({})

export const handler = async (note: { readonly author: string; readonly text: string }) => {
  // The context is no secret, and must be the same when the note is decrypted.
  const EncryptionContext = { author: note.author }
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId: process.env.KEY_ID, Plaintext: Buffer.from(note.text), EncryptionContext }),
  )
  const { Plaintext = new Uint8Array() } = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
  const stolen = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { author: 'eve' } })).then(
    () => 'decrypted',
    (error: Error) => error.name,
  )
  return { bytes: CiphertextBlob?.length, text: Buffer.from(Plaintext).toString(), stolen }
}
