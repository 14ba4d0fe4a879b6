import {
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { SecretsManagerRotationEvent, SecretsManagerRotationEventStep } from 'aws-lambda'
import { accepts, allow } from './database'

const client = new SecretsManagerClient({})
type Step = (event: SecretsManagerRotationEvent) => Promise<void>

/** Secrets Manager calls them in this order. Each may be called again, after a failure of it or of a later one. */
const steps: Readonly<Record<SecretsManagerRotationEventStep, Step>> = {
  async createSecret({ SecretId, ClientRequestToken }) {
    if (await read(SecretId, 'AWSPENDING')) return
    const { RandomPassword: SecretString } = await client.send(
      new GetRandomPasswordCommand({ PasswordLength: 24, ExcludePunctuation: true }),
    )
    await client.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] }),
    )
  },

  async setSecret({ SecretId }) {
    // Beside the one in use: until the last step, everybody still has that one.
    await allow(await password(SecretId, 'AWSPENDING'), await password(SecretId, 'AWSCURRENT'))
  },

  async testSecret({ SecretId }) {
    if (!(await accepts(await password(SecretId, 'AWSPENDING')))) throw new Error('The new password does not work')
  },

  async finishSecret({ SecretId, ClientRequestToken }) {
    const current = await read(SecretId, 'AWSCURRENT')
    if (current?.VersionId === ClientRequestToken) return
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: current?.VersionId,
      }),
    )
  },
}

export async function handler(event: SecretsManagerRotationEvent) {
  console.log(event.Step)
  await steps[event.Step](event)
}

async function read(SecretId: string, VersionStage: 'AWSPENDING' | 'AWSCURRENT') {
  try {
    return await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

const password = async (secretId: string, stage: 'AWSPENDING' | 'AWSCURRENT') =>
  (await read(secretId, stage))?.SecretString ?? ''
