/** What the tests of extensions and custom runtimes have in common: layers, and programs that speak the APIs. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { lambdaFunction, resource } from '../../unit/cloud/stack'

type Properties = Record<string, TemplateValue>

export const layer = (logicalId: string, properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::Lambda::LayerVersion', { LayerName: logicalId, ...properties })

export const functionWith = (layers: readonly string[], properties: Properties = {}): StackResource =>
  lambdaFunction('F', { Layers: layers.map((Ref) => ({ Ref })), ...properties })

/** `api(method, path, headers, body)`, `sleep(ms)`, and an extension's `register`, `next`. */
const CLIENT = `
  const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const api = async (method, path, headers = {}, body) => {
    const response = await fetch(base + path, { method, headers, ...(body !== undefined && { body }) })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
  }
  let id
  const register = async (name, events, headers = {}) => {
    const answer = await api('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': name, ...headers }, JSON.stringify({ events }))
    id = answer.headers.get('lambda-extension-identifier')
    return answer
  }
  const next = async () => (await api('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id })).json()
`

/** A program around `body`, which may await. */
export const program = (body: string): string => `#!/usr/bin/env node
${CLIENT}
;(async () => {
${body}
})()
`

/** An external extension `ext` that registers, and runs `onEvent` for each event. */
export const extension = (
  onEvent: string,
  { name = 'ext', events = ['INVOKE', 'SHUTDOWN'], before = '' } = {},
): Readonly<Record<string, string>> => ({
  [`extensions/${name}`]: program(`
    await register(${JSON.stringify(name)}, ${JSON.stringify(events)})
    ${before}
    for (;;) {
      const event = await next()
      ${onEvent}
    }
  `),
})

/** Code of a handler that has the client too. */
export const handlerWithClient = (code: string): string => `${CLIENT}\n${code}`
