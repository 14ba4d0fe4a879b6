import { createHmac, timingSafeEqual } from 'node:crypto'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

const client = new SecretsManagerClient({})

/** Asked for once per environment. */
let secret: Promise<string> | undefined

const loadSecret = async () => {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }))
  return SecretString
}

/** The time is signed, too: without it, what somebody has overheard could be sent again next year. */
export async function sign(timestamp: string, body: string): Promise<string> {
  secret ??= loadSecret()
  return createHmac('sha256', await secret)
    .update(`${timestamp}.${body}`)
    .digest('hex')
}

/** Takes as long for a signature that is almost right as for one that is all wrong. */
export async function isGenuine(signature: string, timestamp: string, body: string): Promise<boolean> {
  const expected = Buffer.from(await sign(timestamp, body))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
