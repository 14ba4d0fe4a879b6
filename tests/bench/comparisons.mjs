/**
 * What is compared with what: `ours` and `baseline` are ids that the modules in measures/ give. The target is one of
 * `atMost` (ours ÷ baseline; without a baseline ours alone, in its unit), `timesFaster` (baseline ÷ ours), `atLeast`
 * (ours alone, in its unit); a row without one only reports. `perSecond` turns a baseline in ms into how many fit into a second.
 */
export const COMPARISONS = [
  { name: 'turn of a warm environment', unit: 'ms', ours: 'environment.turn', baseline: 'ping.nested', atMost: 2 },
  { name: 'warm invocation', unit: 'ms', ours: 'coldstart.warm', baseline: 'ping.page', atMost: 3 },
  { name: 'invocations, one caller', unit: '/s', ours: 'coldstart.load', atLeast: 5000 },
  {
    name: 'cold start, new worker',
    unit: 'ms',
    ours: 'environment.cold',
    baseline: 'worker.first-message',
    atMost: 2,
  },
  {
    name: 'cold start, worker in reserve',
    unit: 'ms',
    ours: 'environment.reserve',
    baseline: 'worker.first-message',
    atMost: 2,
  },
  { name: 'SQS messages drained', unit: '/s', ours: 'coldstart.drain', baseline: 'ping.nested', perSecond: true },
  { name: 'event that fails three times', unit: 'ms', ours: 'coldstart.async-failure', baseline: 'ping.nested' },
  {
    name: 'warm invocation',
    unit: 'ms',
    ours: 'coldstart.warm',
    baseline: 'serverless-offline.warm',
    timesFaster: 8,
  },
  {
    name: 'first invocation',
    unit: 'ms',
    ours: 'coldstart.first',
    baseline: 'serverless-offline.first',
    timesFaster: 5,
  },
  { name: 'warm invocation', unit: 'ms', ours: 'coldstart.warm', baseline: 'lambda-local.warm' },
  { name: 'first invocation', unit: 'ms', ours: 'coldstart.first', baseline: 'lambda-local.first' },
  { name: 'first deploy, SQS and DynamoDB clients', unit: 'ms', ours: 'layers.first-deploy', atMost: 1500 },
  { name: 'first invocation with these clients', unit: 'ms', ours: 'layers.first-invocation' },
  {
    name: 'rebuild with these clients',
    unit: 'ms',
    ours: 'layers.rebuild',
    baseline: 'layers.rebuild-bare',
    atMost: 3,
  },
  { name: 'events of the kernel', unit: '/s', ours: 'kernel.events', atLeast: 1_000_000 },
  { name: 'event of the kernel', unit: 'µs', ours: 'kernel.event', baseline: 'heap.event', atMost: 2 },
  { name: 'event with a cancelled timeout', unit: 'µs', ours: 'kernel.timeouts', baseline: 'heap.timeouts', atMost: 2 },
  { name: 'event, driven by instants', unit: 'µs', ours: 'kernel.instants', baseline: 'heap.event' },
  { name: 'look back, run of 100,000 records, p95', unit: 'ms', ours: 'replay.look-p95', atMost: 200 },
  { name: 'look back, the slowest', unit: 'ms', ours: 'replay.look-max', atMost: 200 },
  { name: 'look back, before it was followed', unit: 'ms', ours: 'replay.first-look' },
  { name: 'following a run of 100,000 records', unit: 'ms', ours: 'replay.follow', baseline: 'replay.run' },
  { name: 'page at an earlier moment, p95', unit: 'ms', ours: 'replay.page-p95', atMost: 200 },
  { name: 'page at an earlier moment, the slowest', unit: 'ms', ours: 'replay.page-max', atMost: 200 },
  { name: 'DynamoDB put, over 100,000', unit: 'µs', ours: 'dynamodb.put', baseline: 'map.set' },
  {
    name: 'DynamoDB put at 100,000 items',
    unit: 'µs',
    ours: 'dynamodb.put-at-100000',
    baseline: 'dynamodb.put-at-1000',
    atMost: 2,
  },
]
