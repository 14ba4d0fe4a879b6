/**
 * The lines Lambda itself writes to the log, Text format.
 * Source: Guide, "CloudWatch logs"; recorded from AWS (LocalStack's test suite, ls/invoke/log-tail). Tabs are real.
 */

import type { RuntimeName } from '../../runtime/protocol'
import { isoDate } from '../aws/timestamps'

/** Versions as INIT_START shows them: `nodejs:24.v21` is recorded; the others follow its form. */
const RUNTIME_VERSIONS: Readonly<Record<RuntimeName, string>> = {
  'nodejs20.x': 'nodejs:20.v85',
  'nodejs22.x': 'nodejs:22.v58',
  'nodejs24.x': 'nodejs:24.v21',
}

export interface Report {
  readonly requestId: string
  /** Milliseconds. */
  readonly duration: number
  readonly billedDuration: number
  readonly memorySizeMB: number
  readonly maxMemoryUsedMB: number
  /** Null unless the environment was initialised for this invocation. */
  readonly initDuration: number | null
  /** Null for success and for an error the handler threw. */
  readonly status: 'timeout' | 'error' | null
  readonly errorType: string | null
}

export const platformLines = {
  initStart: (runtime: RuntimeName, region: string, digest: string): string =>
    `INIT_START Runtime Version: ${RUNTIME_VERSIONS[runtime]}\tRuntime Version ARN: arn:aws:lambda:${region}::runtime:${digest}`,

  initReport: (
    duration: number,
    phase: 'init' | 'invoke',
    status: 'error' | 'timeout',
    errorType: string | null,
  ): string =>
    `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}` +
    (errorType === null ? '' : `\tError Type: ${errorType}`),

  start: (requestId: string, version: string): string => `START RequestId: ${requestId} Version: ${version}`,

  end: (requestId: string): string => `END RequestId: ${requestId}`,

  report: (report: Report): string =>
    `REPORT RequestId: ${report.requestId}\tDuration: ${report.duration.toFixed(2)} ms\t` +
    `Billed Duration: ${report.billedDuration} ms\tMemory Size: ${report.memorySizeMB} MB\t` +
    `Max Memory Used: ${report.maxMemoryUsedMB} MB\t` +
    (report.initDuration === null ? '' : `Init Duration: ${report.initDuration.toFixed(2)} ms\t`) +
    (report.status === null ? '' : `Status: ${report.status}`) +
    (report.errorType === null ? '' : `\tError Type: ${report.errorType}`),
} as const

/** `2026/01/31/[$LATEST]<32 hex>`. @param now virtual milliseconds since the epoch */
export function logStreamName(now: number, version: string, id: string): string {
  return `${isoDate(now).replaceAll('-', '/')}/[${version}]${id}`
}
