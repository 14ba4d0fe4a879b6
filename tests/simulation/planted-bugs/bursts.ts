/** More at a time than limits of concurrency allow: what generated traffic seldom is. */

import type { StackModel, StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { TraceRecord } from '../../../src/cloud/aws/trace-records'
import { RecordedCloud } from '../../../src/cloud/replay/recorded-cloud'
import { brokenInvariants, type BrokenInvariant } from '../../../src/invariants'
import { handlerHost } from '../harness/host'

const START = Date.UTC(2026, 0, 31, 12, 0, 0)
/** No resource of the stack makes it: it allows everything. */
const ROLE = 'arn:aws:iam::123456789012:role/outside'

const resource = (logicalId: string, type: string, properties: Record<string, TemplateValue>): StackResource => ({
  ...{ logicalId, type: `AWS::Lambda::${type}`, properties, dependsOn: [], origin: logicalId },
})

const fn = (name: string, properties: Record<string, TemplateValue> = {}): StackResource =>
  resource(name, 'Function', {
    ...{ FunctionName: name, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: ROLE, Timeout: 3 },
    ...properties,
  })

const STACK: StackModel = {
  stackName: 'bursts',
  resources: [
    fn('Plain'),
    fn('Reserved', { ReservedConcurrentExecutions: 2 }),
    fn('Provisioned', { ReservedConcurrentExecutions: 3 }),
    resource('Version', 'Version', { FunctionName: { Ref: 'Provisioned' } }),
    resource('Alias', 'Alias', {
      ...{
        FunctionName: { Ref: 'Provisioned' },
        Name: 'live',
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
      },
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    }),
  ],
  parameters: {},
  outputs: {},
}

interface Burst {
  readonly functionName: string
  readonly qualifier?: string
  readonly count: number
}

export const bursts = (): Promise<readonly BrokenInvariant[]> =>
  run(105, [
    { functionName: 'Plain', count: 110 },
    { functionName: 'Reserved', count: 10 },
    { functionName: 'Provisioned', qualifier: 'live', count: 10 },
    { functionName: 'Provisioned', qualifier: '1', count: 1 },
  ])

/** So many environments at once that the rate at which a function scales is the limit. */
export const stampede = (): Promise<readonly BrokenInvariant[]> => run(3000, [{ functionName: 'Plain', count: 1020 }])

async function run(accountConcurrency: number, steps: readonly Burst[]): Promise<readonly BrokenInvariant[]> {
  const settings = { accountConcurrency, duplicates: 'never' } as const
  const cloud = new RecordedCloud(
    { ...settings, seed: 1, cpu: 'fixed', latency: 'none', pace: 'paused', startTime: START },
    handlerHost,
  )
  const { kernel } = cloud
  const code = STACK.resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ logicalId }) => logicalId)
  const deployed = cloud.deploy(STACK, new Map(code.map((id) => [id, { files: {}, layers: [] }])))
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.diagnostics))
  // Provisioned environments have to be there first.
  let limit = START + 60_000
  while (await kernel.runNextInstant(limit));
  for (const { count, ...target } of steps) {
    for (let sent = 0; sent < count; sent++) {
      void cloud.invoke({ ...target, payload: '{}', invocationType: 'Event', logType: 'None' })
    }
    limit += 10_000
    while (await kernel.runNextInstant(limit));
  }
  const records = kernel.trace.since(0) as readonly TraceRecord[]
  return brokenInvariants({ records, stack: STACK, settings, idle: false, startedAt: START, endedAt: kernel.now })
}
