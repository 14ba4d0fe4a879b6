import {
  GetAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'

const client = new LambdaClient({})
const FunctionName = process.env.FUNCTION_NAME
const alias = { FunctionName, Name: 'live' }

type Step =
  | { readonly step: 'canary'; readonly discount: number; readonly weight: number }
  | { readonly step: 'promote' }
  | { readonly step: 'roll back' }

export async function handler(event: Step) {
  const { FunctionVersion: stable, RoutingConfig } = await client.send(new GetAliasCommand(alias))
  const [candidate] = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})

  if (event.step === 'canary') {
    const version = await publish(event.discount)
    return shift(stable, { [version]: event.weight })
  }
  return shift(event.step === 'promote' ? (candidate ?? stable) : stable, {})
}

/** A version is what $LATEST is at that moment, and never changes again. */
async function publish(discount: number): Promise<string> {
  const Variables = { DISCOUNT: String(discount) }
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName })
  const { Version = '' } = await client.send(new PublishVersionCommand({ FunctionName }))
  return Version
}

async function shift(FunctionVersion: string | undefined, AdditionalVersionWeights: Readonly<Record<string, number>>) {
  await client.send(new UpdateAliasCommand({ ...alias, FunctionVersion, RoutingConfig: { AdditionalVersionWeights } }))
  return { live: FunctionVersion, ...AdditionalVersionWeights }
}
