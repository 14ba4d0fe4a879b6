/**
 * What answers a method: a function with the proxy contract, a function behind mapping templates, or API Gateway itself
 * (MOCK).
 * Source: API Gateway Developer Guide, "Lambda proxy integrations", "Set up Lambda custom integrations", "Set up mock
 * integrations", "Method request behavior for payloads without mapping templates".
 */

import { AwsError } from '../../aws/aws-error'
import { fromBase64 } from '../../http/bytes'
import { callFunction, functionArnOf, type FunctionAnswer } from '../../http/function-call'
import { isRecord, parsed, proxyResponse, type FunctionResponse } from '../../http/payload-1'
import { headerValue, type Pairs } from '../../http/request'
import { serviceCaller, type Caller, type ServiceContext } from '../contract'
import * as limits from './limits'
import { mappedTo, type IntegrationReply } from './mapping'
import { functionHeaders, isBinaryType, proxyEvent, refusal, sourceArn, type Refusal, type Traversal } from './requests'
import type { Integration, IntegrationResponse } from './state'
import { renderTemplate, TemplateError, type Rendered } from './templates'

export interface Reply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: Pairs
  readonly body: string | Uint8Array
}

type Done = (result: Reply | Refusal) => void

/** AWS's execution log begins so what an owner must change. */
const misconfigured = (what: string): string => `Execution failed due to configuration error: ${what}`
const configurationError = (what: string): Refusal => refusal('API_CONFIGURATION_ERROR', misconfigured(what))

/** @param done called once, at once or in a kernel event */
export function integrate(traversal: Traversal, context: ServiceContext, done: Done): void {
  const { integration } = traversal.method
  if (!integration) return done(configurationError('There is no integration.'))
  traversal.exchange.integrationStarts()
  const end: Done = (result) => {
    traversal.exchange.integrationEnds()
    done(result)
  }
  switch (integration.type) {
    case 'AWS_PROXY':
      return proxy(integration, traversal, context, end)
    case 'AWS':
      return custom(integration, traversal, context, end)
    case 'MOCK':
      return end(mock(integration, traversal))
  }
}

// --- Functions

function proxy(integration: Integration, traversal: Traversal, context: ServiceContext, done: Done): void {
  // Recorded: Lambda's API knows Invoke as POST alone.
  if (integration.httpMethod !== 'POST') {
    return done(configurationError(`The integration's method is ${integration.httpMethod}; Lambda needs POST.`))
  }
  const added = mappedTo('integration.request.header.', integration.requestParameters, traversal)
  const headers = functionHeaders(traversal)
  const kept = headers.filter(([name]) => !added.some(([other]) => other.toLowerCase() === name.toLowerCase()))
  const payload = JSON.stringify(proxyEvent(traversal, [...kept, ...added]))
  const isAsync = isAsynchronous(integration, traversal)
  call(integration, traversal, context, payload, isAsync, (answer) => {
    if (answer.kind === 'timeout') return done(timedOut(integration))
    if (answer.kind === 'refused') return done(refusedByLambda(answer.error))
    const response = proxyResponse(answer.payload)
    if (answer.functionError !== null) {
      return done(
        refusal(
          'API_CONFIGURATION_ERROR',
          `Lambda execution failed with status 200 due to customer function error (${answer.functionError}).`,
          { status: 502 },
        ),
      )
    }
    if (!response) {
      return done(refusal('API_CONFIGURATION_ERROR', misconfigured('Malformed Lambda proxy response'), { status: 502 }))
    }
    done(proxyReply(response, traversal))
  })
}

function proxyReply(response: FunctionResponse, { request, snapshot }: Traversal): Reply | Refusal {
  const { headers, status, body, isBase64Encoded } = response
  // The first type that the client accepts decides.
  const accepted = headerValue(request.headers, 'accept')?.split(',')[0]
  const decodes = isBase64Encoded && isBinaryType(snapshot, accepted)
  const bytes = decodes ? fromBase64(body) : null
  if (decodes && !bytes) return configurationError('The body is no base64.')
  const named = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    kind: 'reply',
    status,
    headers: named ? headers : [['Content-Type', limits.DEFAULT_CONTENT_TYPE], ...headers],
    body: bytes ?? body,
  }
}

function custom(integration: Integration, traversal: Traversal, context: ServiceContext, done: Done): void {
  const payload = integrationRequest(integration, traversal)
  if (typeof payload !== 'string') return done(payload)
  const isAsync = isAsynchronous(integration, traversal)
  call(integration, traversal, context, payload, isAsync, (answer) => {
    if (answer.kind === 'timeout') return done(timedOut(integration))
    // Recorded: what IAM refuses is not handed on, unlike other refusals.
    if (answer.kind === 'refused' && answer.error.statusCode === 403) return done(refusedByLambda(answer.error))
    const reply = replyOf(answer, isAsync)
    done(integrationResponse(integration, reply, errorMessage(reply) ?? String(reply.status), traversal))
  })
}

const JSON_HEADERS: Pairs = [['Content-Type', 'application/json']]

function replyOf(answer: Exclude<FunctionAnswer, { kind: 'timeout' }>, isAsync: boolean): IntegrationReply {
  if (answer.kind === 'refused') {
    const { statusCode, message, details } = answer.error
    return { status: statusCode, headers: JSON_HEADERS, body: JSON.stringify({ ...details, Message: message }) }
  }
  return { status: isAsync ? 202 : 200, headers: JSON_HEADERS, body: answer.payload }
}

/** What selection patterns of Lambda integrations are held against. */
function errorMessage({ body }: IntegrationReply): string | null {
  const value = parsed(body)
  const message = isRecord(value) ? value['errorMessage'] : undefined
  return typeof message === 'string' ? message : null
}

const timedOut = ({ timeout }: Integration): Refusal =>
  refusal(
    'INTEGRATION_TIMEOUT',
    `Execution failed due to a timeout error: the function took longer than ${timeout} ms.`,
  )

/** Whatever Lambda's API refuses, throttling too, is an error of API Gateway's; but for what is too large. */
function refusedByLambda({ code, statusCode, message }: AwsError): Refusal {
  if (statusCode === 413) return refusal('REQUEST_TOO_LARGE', message)
  const what = code === 'AccessDeniedException' ? 'Invalid permissions on Lambda function' : message
  return configurationError(what)
}

const isAsynchronous = (integration: Integration, traversal: Traversal): boolean =>
  mappedTo('integration.request.header.', integration.requestParameters, traversal).some(
    ([name, value]) => /^x-amz-invocation-type$/i.test(name) && value === 'Event',
  )

function call(
  integration: Integration,
  traversal: Traversal,
  context: ServiceContext,
  payload: string,
  isAsync: boolean,
  done: (answer: FunctionAnswer) => void,
): void {
  const { exchange, stage, log } = traversal
  const functionArn = functionArnOf(withVariables(integration.uri, stage.variables)) ?? integration.uri
  exchange.functionArn = functionArn
  log.info(
    `Endpoint request URI: https://lambda.${context.account.region}.amazonaws.com/2015-03-31/functions/${functionArn}/invocations`,
  )
  try {
    const caller = { ...callerOf(integration, traversal, context), traceHeader: traversal.traceId }
    const { timeout } = integration
    const webRequestId = exchange.requestId
    callFunction(context, { functionArn, payload, caller, timeout, isAsync, webRequestId }, done)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const what = `API Gateway does not have permission to assume the provided role ${String(integration.credentials)}`
    done({ kind: 'refused', error: new AwsError('AccessDenied', 403, what) })
  }
}

function callerOf({ credentials }: Integration, traversal: Traversal, context: ServiceContext): Caller {
  const service = serviceCaller('apigateway.amazonaws.com', sourceArn(traversal, context))
  if (credentials === null) return service
  // SAM's way of saying that the caller's own rights count.
  if (credentials === 'arn:aws:iam::*:user/*') return traversal.request.caller ?? service
  return context.assumeRole(credentials, service, 'BackplaneAssumeRoleSession')
}

/** `${stageVariables.name}` */
const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? '')

// --- Mapping

/** The body that the integration gets. */
function integrationRequest(integration: Integration, traversal: Traversal): string | Refusal {
  const { requestTemplates, passthrough } = integration
  const type = headerValue(traversal.request.headers, 'content-type')?.split(';')[0]?.trim() ?? 'application/json'
  const template = requestTemplates[type] ?? requestTemplates['$default']
  if (template !== undefined) {
    const rendered = rendering(template, traversal.bodyText, traversal)
    return typeof rendered === 'object' && 'kind' in rendered ? rendered : rendered.text
  }
  const passes =
    passthrough === 'WHEN_NO_MATCH' ||
    (passthrough === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length === 0)
  if (!passes) return refusal('UNSUPPORTED_MEDIA_TYPE', `There is no request template for ${type} (${passthrough}).`)
  return traversal.bodyText === '' && integration.type === 'AWS' ? '{}' : traversal.bodyText
}

function rendering(template: string, body: string, traversal: Traversal): Rendered | Refusal {
  const { request, parameters, context, stage } = traversal
  const last = (pairs: Pairs): Record<string, string> => Object.fromEntries(pairs)
  try {
    return renderTemplate(template, {
      body,
      params: { path: parameters, querystring: last(request.query), header: last(request.headers) },
      context,
      stageVariables: stage.variables,
    })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return configurationError(`Unable to transform: ${error.message}`)
  }
}

function mock(integration: Integration, traversal: Traversal): Reply | Refusal {
  const request = integrationRequest(integration, traversal)
  if (typeof request !== 'string') return request
  const value = parsed(request)
  const given = isRecord(value) ? value['statusCode'] : /"?statusCode"?\s*:\s*"?(\d{3})/.exec(request)?.[1]
  if (!/^\d{3}$/.test(String(given))) {
    return configurationError('Unable to parse statusCode. It should be an integer and defined in request template.')
  }
  const status = Number(given)
  return integrationResponse(integration, { status, headers: JSON_HEADERS, body: '' }, String(status), traversal)
}

/** @param selection what patterns are held against, as a whole */
function integrationResponse(
  integration: Integration,
  reply: IntegrationReply,
  selection: string,
  traversal: Traversal,
): Reply | Refusal {
  const response = selected(integration.responses, selection)
  if (!response) {
    return configurationError(
      `No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${reply.status}`,
    )
  }
  if (!traversal.method.responses.has(response.statusCode)) {
    return configurationError(`Output mapping refers to an invalid method response: ${response.statusCode}`)
  }
  const templates = Object.entries(response.responseTemplates)
  const accepted = headerValue(traversal.request.headers, 'accept')?.split(',')[0]?.trim()
  const [type, template] = templates.find(([name]) => name === accepted) ??
    templates.find(([name]) => name === 'application/json') ??
    templates[0] ?? [limits.DEFAULT_CONTENT_TYPE, '']
  const rendered = template === '' ? null : rendering(template, reply.body, traversal)
  if (rendered && 'kind' in rendered) return rendered
  const headers = mappedTo('method.response.header.', response.responseParameters, traversal, reply)
  const overridden = Object.entries(rendered?.headers ?? {})
  const all = [
    ...headers.filter(([name]) => !overridden.some(([other]) => other.toLowerCase() === name.toLowerCase())),
    ...overridden,
  ]
  const named = all.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    kind: 'reply',
    status: rendered?.status ?? response.statusCode,
    headers: named ? all : [['Content-Type', type], ...all],
    body: rendered ? rendered.text : reply.body,
  }
}

/** A pattern must match as a whole. Without a match the response without a pattern. */
function selected(responses: readonly IntegrationResponse[], selection: string): IntegrationResponse | undefined {
  return (
    responses.find(({ selectionPattern }) => selectionPattern !== null && matchesWhole(selectionPattern, selection)) ??
    responses.find(({ selectionPattern }) => selectionPattern === null)
  )
}

function matchesWhole(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text)
  } catch {
    return false
  }
}
