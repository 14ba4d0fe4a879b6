/**
 * A run of about 100,000 records: orders come in over five minutes, are stored, queued, worked off in batches of which some
 * fail, and projected from the table's stream. Handlers answer from a script: the run is the simulator's, without real code.
 */

import type { RecordedCloud } from '../../../src/cloud/replay/recorded-cloud'
import type { EnvironmentConfiguration, ServiceCall } from '../../../src/runtime/protocol'
import { fail, respond, scriptedHost, sendMessage } from '../../unit/cloud/scripted-host'
import { arnOf, deployOn, lambdaFunction, mapping, queue, resource } from '../../unit/cloud/stack'

const STACK = [
  queue('Dead'),
  queue('Orders', { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 } }),
  resource('Table', 'AWS::DynamoDB::Table', {
    TableName: 'Table',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  }),
  lambdaFunction('Place'),
  lambdaFunction('Charge', { ReservedConcurrentExecutions: 20 }),
  lambdaFunction('Project'),
  mapping('FromOrders', 'Charge', 'Orders', { BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
  resource('FromTable', 'AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: 'Project' },
    EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 25,
  }),
]

const putItem = ({ variables }: EnvironmentConfiguration, nth: string): ServiceCall => ({
  id: 2,
  at: 0,
  method: 'POST',
  url: 'https://dynamodb.us-east-1.amazonaws.com/',
  headers: {
    'x-amz-target': 'DynamoDB_20120810.PutItem',
    authorization: `AWS4-HMAC-SHA256 Credential=${variables['AWS_ACCESS_KEY_ID']}/20260131/us-east-1/dynamodb/aws4_request`,
  },
  body: JSON.stringify({
    TableName: 'Table',
    Item: { id: { S: nth }, total: { N: '12.5' }, name: { S: `order ${nth}` } },
  }),
})

/** @param orders 100,000 records have about 5,500 of them */
export async function recordShop(orders: number): Promise<RecordedCloud> {
  const host = scriptedHost({
    invoke(event, { requestId }, { configuration }) {
      const log = [{ at: 0, message: `INFO ${requestId} at work` }]
      switch (configuration.functionName) {
        case 'Place':
          return { calls: [putItem(configuration, requestId), sendMessage(configuration, 'Orders')], lines: log }
        case 'Charge': {
          const { Records } = event as { readonly Records: readonly { readonly messageId: string }[] }
          const failed = Records.filter(({ messageId }) => messageId.startsWith('0'))
          const batchItemFailures = failed.map(({ messageId }) => ({ itemIdentifier: messageId }))
          return { takes: 40, outcome: respond({ batchItemFailures }), lines: log }
        }
        default:
          return requestId.startsWith('0') ? { outcome: fail('not now') } : { takes: 15, lines: log }
      }
    },
  })
  const code = { Place: '', Charge: '', Project: '' }
  const run = deployOn(host, STACK, code, { seed: 7, latency: 'typical', duplicates: 'sometimes' })
  const step = {
    at: 0,
    kind: 'invoke' as const,
    message: { target: 'Place', body: '{"order":"{{n}}"}' },
    count: orders,
    over: 300_000,
    spread: 'poisson' as const,
  }
  void run.cloud.play({ steps: [step] })
  await run.idle()
  return run.cloud
}
