/** Queries to begin with: what people ask of Lambda's logs. */

export interface Sample {
  readonly title: string
  readonly query: string
}

export const SAMPLES: readonly Sample[] = [
  { title: 'The latest 25 events', query: 'fields @timestamp, @message\n| sort @timestamp desc\n| limit 25' },
  {
    title: 'Errors every 5 minutes',
    query: 'filter @message like /(?i)error|exception|timed out/\n| stats count(*) as errors by bin(5m)',
  },
  {
    title: 'Invocations and latency per minute',
    query:
      'filter @type = "REPORT"\n| stats count(*) as invocations, pct(@duration, 50) as p50, pct(@duration, 95) as p95, max(@duration) as slowest by bin(1m)',
  },
  {
    title: 'The most expensive requests',
    query:
      'filter @type = "REPORT"\n| fields @requestId, @billedDuration, @billedDuration / 1000 * @memorySize / 1000 / 1000 / 1024 as gbSeconds\n| sort gbSeconds desc\n| limit 20',
  },
  {
    title: 'Cold starts',
    query:
      'filter @type = "REPORT"\n| stats count(*) as invocations, count(@initDuration) as coldStarts, count(@initDuration) / count(*) * 100 as percent, avg(@initDuration) as initMs by @log',
  },
  {
    title: 'Memory that is never used',
    query:
      'filter @type = "REPORT"\n| stats max(@memorySize / 1000 / 1000) as provisionedMB, max(@maxMemoryUsed / 1000 / 1000) as usedMB, provisionedMB - usedMB as spareMB by @log',
  },
  {
    title: 'Latency percentiles per function',
    query:
      'filter @type = "REPORT"\n| stats pct(@duration, 50) as p50, pct(@duration, 90) as p90, pct(@duration, 99) as p99 by @log\n| sort p99 desc',
  },
  {
    title: 'Time-outs and crashes',
    query:
      'filter @type = "REPORT" and @message like /Status: (timeout|error)/\n| parse @message "Status: *" as status\n| fields @timestamp, @requestId, @duration, status',
  },
  {
    title: 'JSON logs by level',
    query:
      'filter ispresent(level)\n| stats count(*) as events, latest(message) as lastMessage by level\n| sort events desc',
  },
  {
    title: 'JSON log format: durations',
    query:
      'filter type = "platform.report"\n| stats count(*) as invocations, avg(record.metrics.durationMs) as average, max(record.metrics.durationMs) as slowest by bin(1m)',
  },
]
