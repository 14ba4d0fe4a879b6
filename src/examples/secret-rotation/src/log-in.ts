import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { accepts } from './database'

const client = new SecretsManagerClient({})
/** Kept with the environment: a secret costs time and money each time. */
let cached: string | undefined

export async function handler() {
  const wasCached = cached !== undefined
  cached ??= await current()
  if (!(await accepts(cached))) {
    // It may have been rotated away meanwhile: the second try is with the one of now.
    cached = await current()
    if (!(await accepts(cached))) throw new Error('The database refuses the current password')
  }
  return { loggedIn: true, wasCached }
}

async function current(): Promise<string> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }))
  return SecretString
}
