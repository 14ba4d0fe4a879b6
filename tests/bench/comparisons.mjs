/**
 * What is compared with what: `ours` and `baseline` are ids that the modules in measures/ give. The target is either
 * `atMost` (ours ÷ baseline) or `timesFaster` (baseline ÷ ours); a row without one only reports.
 */
export const COMPARISONS = [
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
  { name: 'warm invocation', unit: 'ms', ours: 'coldstart.warm', baseline: 'ping.frame', atMost: 3 },
  { name: 'turn of a warm environment', unit: 'ms', ours: 'coldstart.turn', baseline: 'ping.nested', atMost: 2 },
]
