import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'

const ssm = new SSMClient({})
const secrets = new SecretsManagerClient({})

/** Read once per environment: an invocation of a warm one asks nobody. */
let settings: ReturnType<typeof load> | undefined

async function load() {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: process.env.GREETING }))
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.SECRET }))
  const database = JSON.parse(SecretString) as { username: string; password: string }
  return { greeting: Parameter?.Value, ...database }
}

export const handler = async (event: { readonly name: string }) => {
  settings ??= load()
  const { greeting, username, password } = await settings
  return { greeting: `${greeting}, ${event.name}`, username, passwordLength: password.length }
}
