import { describe, expect, it } from 'vitest'
import { graphOf, isFailurePath } from '../../../../src/app/graph/model'
import { CLIENTS } from '../../../../src/app/graph/kinds'
import { examples } from '../../../../src/project/examples'
import { readTemplate } from '../../../../src/project/template'

async function graphOfExample(id: string) {
  const project = await examples.find((example) => example.id === id)?.load()
  return graphOf(readTemplate(project?.files['template.yaml'] ?? '').stack)
}
const edgesOf = async (id: string) =>
  (await graphOfExample(id)).edges.map(({ id: edge, links }) => `${edge} ${links.map(({ kind }) => kind).join('+')}`)

describe.each(examples.map(({ id }) => id))('the graph of %s', (id) => {
  it('has nothing that is connected to nothing, and no edge to nowhere', async () => {
    const { nodes, edges } = await graphOfExample(id)
    const ids = new Set(nodes.map((node) => node.id))
    expect(nodes.length).toBeGreaterThan(1)
    for (const { from, to } of edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true])
    for (const node of nodes) {
      expect(
        edges.some(({ from, to }) => from === node.id || to === node.id),
        node.id,
      ).toBe(true)
    }
    expect(new Set(edges.map((edge) => edge.id)).size).toBe(edges.length)
  })
})

describe('the graph of a stack', () => {
  it('leads from outside through queues to functions and dead-letter queues', async () => {
    expect(await edgesOf('orders-queue')).toEqual([
      'OrdersQueue>OrdersDeadLetters dead-letter',
      'OrdersQueue>ProcessOrders mapping',
      `${CLIENTS}>OrdersQueue sends`,
      `${CLIENTS}>Quote sends`,
    ])
    const { edges } = await graphOfExample('orders-queue')
    expect(edges.filter(isFailurePath).map(({ to }) => to)).toEqual(['OrdersDeadLetters'])
  })

  it('has destinations and what the code is told of by its variables', async () => {
    expect(await edgesOf('async-retries')).toEqual(
      expect.arrayContaining([
        'SendInvoice>Sent on-success',
        'SendInvoice>NotSent on-failure',
        'SendInvoice>DeadLetters dead-letter',
      ]),
    )
    expect(await edgesOf('dynamodb-items')).toContain('Items>Table uses')
  })

  it('has the targets of rules behind their bus, subscribers behind topics, functions behind APIs', async () => {
    expect(await edgesOf('eventbridge-rules')).toEqual(
      expect.arrayContaining(['Bus>Audit rule', 'Bus>Ship rule', 'Tell>Bus uses']),
    )
    expect(await edgesOf('sns-fanout')).toEqual(
      expect.arrayContaining(['Orders>LargeOrders subscription', 'Orders>Confirm subscription']),
    )
    expect(await edgesOf('http-apis')).toEqual(
      expect.arrayContaining([
        'ServerlessHttpApi>Items route',
        'PricesApi>Prices route',
        'Client>PricesApi uses',
        `${CLIENTS}>PricesApi sends`,
      ]),
    )
    expect(await edgesOf('function-url')).toEqual(['url:Page>Page route', `${CLIENTS}>url:Page sends`])
    expect(await edgesOf('s3-uploads')).toContain('Uploads>Describe notification')
    expect(await edgesOf('kafka-orders')).toEqual([
      'Shop>Process mapping',
      'Process>DeadOrders on-failure',
      `${CLIENTS}>Shop sends`,
    ])
  })

  it('has a schedule for a rule that is due, the bus of every account, and a way into a circle', () => {
    const { stack } = readTemplate(`
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: exports.handler = async () => {}
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        Hourly: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
        Paid: { Type: EventBridgeRule, Properties: { Pattern: { source: [shop] } } }
  Ping:
    Type: AWS::SNS::Topic
    Properties: { Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Pong.Arn }] }
  Pong:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Pang.Arn, maxReceiveCount: 1 } }
  Pang:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Pong.Arn, maxReceiveCount: 1 } }
`)
    const { nodes, edges } = graphOf(stack)
    expect(nodes.map(({ id, kind }) => [id, kind])).toContainEqual(['bus:default', 'bus'])
    const ids = edges.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['FHourly>F', 'bus:default>F', 'Ping>Pong', `${CLIENTS}>Ping`]))
    expect(ids).not.toContain(`${CLIENTS}>F`)
  })

  it('is empty without a stack', () => expect(graphOf(null)).toEqual({ nodes: [], edges: [] }))
})
