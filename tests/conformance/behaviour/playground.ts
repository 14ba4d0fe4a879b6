/**
 * A stack with real handlers in Node: the cloud itself and the runtime that ships, in virtual time. The tests of this
 * folder state what Lambda does, one file per section of the fact sheet, each test named after what it states.
 */

import { onTestFinished } from 'vitest'
import type { StackResource } from '../../../src/cloud/aws/template'
import type { PackageFiles } from '../../../src/runtime/protocol'
import { deployOn, type Deployed, type Run } from '../../unit/cloud/stack'
import { realHost, type RealHost } from '../../unit/runtime/real-host'

export type Playground = Run<RealHost> &
  Deployed & {
    /** Invokes and lets virtual time run until the answer is there. @returns the payload as a value, and the rest */
    call(
      functionName: string,
      event?: unknown,
      options?: Parameters<Run['invoke']>[2],
    ): Promise<{
      readonly value: unknown
      readonly functionError?: string
      readonly requestId: string
      readonly log: string
    }>
  }

/**
 * @param code logical id → CommonJS text of index.js, or files by path
 * @param options `diagnostics: 'expected'` for a stack of which something is refused
 */
export async function playground(
  resources: readonly StackResource[],
  code: Readonly<Record<string, string | PackageFiles>>,
  {
    diagnostics = 'none',
    ...options
  }: NonNullable<Parameters<typeof deployOn>[3]> & { readonly diagnostics?: 'none' | 'expected' } = {},
): Promise<Playground> {
  const host = await realHost()
  onTestFinished(() => host.stop())
  const run = deployOn(host, resources, code, options)
  if (diagnostics === 'none' && run.diagnostics.length > 0) {
    throw new Error(`The stack: ${JSON.stringify(run.diagnostics, null, 2)}`)
  }
  return {
    ...run,
    async call(functionName, event = {}, more = {}) {
      const answer = run.invoke(functionName, event, { logType: 'Tail', ...more })
      let settled = false
      void answer.finally(() => (settled = true))
      // One virtual second at a time, so that nothing that comes after the answer has happened when it is there.
      for (let second = 0; !settled && second < 1000; second++) await run.advance(1000)
      const result = await answer
      if (!result.ok) throw Object.assign(new Error(result.error.message), { name: result.error.code })
      const { Payload, FunctionError, RequestId, LogResult = '' } = result.value
      return {
        value: Payload === '' ? undefined : (JSON.parse(Payload) as unknown),
        ...(FunctionError !== undefined && { functionError: FunctionError }),
        requestId: RequestId,
        log: Buffer.from(LogResult, 'base64').toString(),
      }
    },
  }
}
