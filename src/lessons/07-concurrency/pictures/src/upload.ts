import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

const lambda = new LambdaClient({})

export const handler = async ({ pictures }: { readonly pictures: readonly string[] }) => {
  await Promise.all(
    pictures.map((picture) =>
      lambda.send(
        new InvokeCommand({
          FunctionName: process.env.RESIZE,
          InvocationType: 'RequestResponse',
          Payload: JSON.stringify({ picture }),
        }),
      ),
    ),
  )
  return { uploaded: pictures.length }
}
