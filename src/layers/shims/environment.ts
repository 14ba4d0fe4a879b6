/** Where the AWS SDK's clients get region and credentials from on Lambda: the environment variables. */

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly credentialScope?: string | undefined
  readonly accountId?: string | undefined
}

/** @throws Error with the SDK's own text for Node.js */
export async function environmentRegion(): Promise<string> {
  const region = process.env['AWS_REGION']
  if (!region) throw new Error('Region is missing')
  return region
}

/** @throws CredentialsProviderError with the SDK's own text for Node.js */
export async function environmentCredentials(): Promise<Credentials> {
  const { env } = process
  const accessKeyId = env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error('Could not load credentials from any providers')
    throw Object.assign(error, { name: 'CredentialsProviderError', tryNextLink: false })
  }
  const sessionToken = env['AWS_SESSION_TOKEN']
  const accountId = env['AWS_ACCOUNT_ID']
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(accountId && { accountId }) }
}
