/**
 * What answers a route: a function, in payload format 1.0 or 2.0.
 * Source: API Gateway Developer Guide, "AWS Lambda integrations for HTTP APIs".
 */

import { fromBase64 } from '../../http/bytes'
import { callFunction, functionArnOf, type FunctionAnswer } from '../../http/function-call'
import { proxyResponse, type FunctionResponse } from '../../http/payload-1'
import { inferredResponse } from '../../http/payload-2'
import type { Pairs } from '../../http/request'
import { AwsError } from '../../aws/aws-error'
import { serviceCaller, type Caller, type ServiceContext } from '../contract'
import * as limits from './limits'
import { eventOf, sourceArn, type Authorization, type Routed } from './requests'
import type { Integration } from './state'

export type Integrated =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Pairs; readonly body: string | Uint8Array }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string; readonly reason: string }

const failed = (status: number, text: string, reason: string): Integrated => ({ kind: 'refused', status, text, reason })

/** @param done called once, at once or in a kernel event */
export function integrate(
  routed: Routed,
  authorization: Authorization,
  context: ServiceContext,
  done: (result: Integrated) => void,
): void {
  const { route, served, stage, exchange } = routed
  const integration = route.integrationId === null ? undefined : served.integrations.get(route.integrationId)
  if (!integration) return done(failed(500, limits.TEXTS.internalError, 'The route has no integration.'))
  const functionArn = functionArnOf(withVariables(integration.uri, stage.variables))
  if (functionArn === null) {
    return done(failed(500, limits.TEXTS.internalError, `${integration.uri} names no function.`))
  }
  exchange.functionArn = functionArn
  exchange.integrationStarts()
  const caller = callerOf(integration, routed, context)
  if (caller instanceof AwsError) return done(failed(500, limits.TEXTS.internalError, caller.message))
  const payload = JSON.stringify(eventOf(routed, integration.payloadFormatVersion, authorization, context))
  const traced = { ...caller, traceHeader: routed.traceId }
  const call = {
    functionArn,
    payload,
    caller: traced,
    timeout: integration.timeout,
    webRequestId: exchange.requestId,
  }
  callFunction(context, call, (answer) => {
    exchange.integrationEnds()
    done(resultOf(answer, integration))
  })
}

function callerOf({ credentialsArn }: Integration, routed: Routed, context: ServiceContext): Caller | AwsError {
  const service = serviceCaller('apigateway.amazonaws.com', sourceArn(routed, context))
  if (credentialsArn === null) return service
  try {
    return context.assumeRole(credentialsArn, service, 'BackplaneAssumeRoleSession')
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function resultOf(answer: FunctionAnswer, integration: Integration): Integrated {
  switch (answer.kind) {
    case 'timeout':
      return failed(503, limits.TEXTS.unavailable, `The integration took longer than ${integration.timeout} ms.`)
    case 'refused': {
      const { code, statusCode, message } = answer.error
      const reason = `The function could not be invoked: ${message}`
      if (code === 'TooManyRequestsException') return failed(503, limits.TEXTS.unavailable, reason)
      if (statusCode === 413) return failed(413, limits.TEXTS.tooLarge, reason)
      return failed(500, limits.TEXTS.internalError, reason)
    }
    case 'answer': {
      if (answer.functionError !== null) {
        return failed(500, limits.TEXTS.internalError, `The function failed (${answer.functionError}).`)
      }
      const response =
        integration.payloadFormatVersion === '2.0'
          ? inferredResponse(answer.payload, limits.DEFAULT_CONTENT_TYPE)
          : withType(proxyResponse(answer.payload))
      const body = response && bodyOf(response)
      if (!response || body === null) {
        return failed(500, limits.TEXTS.internalError, 'The function answered with no valid response.')
      }
      return { kind: 'answer', status: response.status, headers: response.headers, body }
    }
  }
}

function withType(response: FunctionResponse | null): FunctionResponse | null {
  if (!response || response.headers.some(([name]) => name.toLowerCase() === 'content-type')) return response
  return { ...response, headers: [['content-type', limits.DEFAULT_CONTENT_TYPE], ...response.headers] }
}

/** @returns null for a body that is no base64 though it says so */
const bodyOf = ({ body, isBase64Encoded }: FunctionResponse): string | Uint8Array | null =>
  isBase64Encoded ? fromBase64(body) : body

/** `${stageVariables.name}` */
export const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? '')
