/** Requests to APIs of a stack, for the tests of §5: sends one and lets virtual time run until the answer is there. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { WebRequest } from '../../../src/cloud/protocol'
import type { Deployed, Run } from '../../unit/cloud/stack'
import { arnOf, resource } from '../../unit/cloud/stack'
import type { EnvironmentHost } from '../../../src/cloud/lambda/host'

export interface Answer {
  readonly status: number
  /** Lower-case name → values joined as HTTP clients do. */
  readonly headers: Readonly<Record<string, string>>
  readonly pairs: readonly (readonly [string, string])[]
  readonly text: string
  /** The body as JSON; undefined for what is none. */
  readonly json: unknown
  readonly bytes: Uint8Array
  /** From sending to the answer, virtual milliseconds. */
  readonly took: number
}

export type Send = (path: string, options?: Partial<Omit<WebRequest, 'url'>>) => Promise<Answer>

/** @param base `https://…` without slash at the end */
export function sender<Host extends EnvironmentHost>(run: Run<Host>, base: string): Send {
  return async (path, options = {}) => {
    const startedAt = run.cloud.kernel.now
    const request = { method: 'GET', url: `${base}${path}`, headers: {}, body: '', ...options }
    let took = 0
    let settled = false
    const answer = run.cloud.http(request).then((response) => {
      settled = true
      took = run.cloud.kernel.now - startedAt
      return response
    })
    // As long as the kernel has something to do; never beyond the answer.
    for (let step = 0; !settled && step < 10_000; step++) {
      await new Promise((resolve) => setImmediate(resolve))
      if (settled || !(await run.cloud.kernel.runNextInstant())) await new Promise((resolve) => setImmediate(resolve))
    }
    const response = await answer
    if ('networkError' in response) throw new Error(response.networkError.message)
    const bytes = typeof response.body === 'string' ? new TextEncoder().encode(response.body) : response.body
    const text = new TextDecoder().decode(bytes)
    const headers: Record<string, string> = {}
    for (const [name, value] of response.headers) {
      const key = name.toLowerCase()
      headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
    }
    return { status: response.status, headers, pairs: response.headers, text, json: jsonOf(text), bytes, took }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const outputsOf = (run: Deployed): Readonly<Record<string, string>> => run.outputs

/** Lets API Gateway invoke a function, from anywhere. */
export const permission = (functionId: string, sourceArn?: TemplateValue): StackResource =>
  resource(`${functionId}Permission`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf(functionId),
    Principal: 'apigateway.amazonaws.com',
    ...(sourceArn !== undefined && { SourceArn: sourceArn }),
  })

/** `https://…` of an API of the stack, as an output. */
export const endpointOf = (api: string, stage = ''): TemplateValue => ({
  'Fn::Sub': `https://\${${api}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}${stage}`,
})
