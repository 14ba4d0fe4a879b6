/**
 * Where requests to function URLs arrive. In this order: CORS preflight, size, the right to invoke, the rate, the
 * function. Source: Guide, "Invoking Lambda function URLs", "Control access to Lambda function URLs" and "Function URL
 * limits"; texts recorded from AWS (LocalStack's test suite) where nothing else is said.
 */

import { AwsError } from '../../aws/aws-error'
import { httpDate } from '../../aws/timestamps'
import { Exchange } from '../../http/exchange'
import { partsOf, type RequestParts } from '../../http/request'
import { TokenBucket } from '../../http/token-bucket'
import { traceIdOf } from '../../http/trace-id'
import type { Caller, HttpEntrance } from '../../services/contract'
import type { LambdaFunction } from '../function'
import type { Lambda } from '../lambda'
import * as limits from '../limits'
import { versionOrAlias } from '../qualifiers'
import { addressOf, functionArnOf, hostOf, type FunctionUrl } from './configuration'
import { isPreflight, preflightHeaders, responseHeaders } from './cors'
import { urlEvent } from './event'
import { responseOf, sizeOf, type UrlResponse } from './response'

/** Everybody: has no identity-based policy, and a resource-based one means it only by `*`. */
const ANYBODY: Caller = { kind: 'service', principalId: 'anonymous', arn: 'anonymous' }

interface Registered {
  readonly fn: LambdaFunction
  readonly url: FunctionUrl
}

export function functionUrlEntrance(lambda: Lambda): HttpEntrance {
  const { context } = lambda
  const suffix = hostOf('', context.account)
  const buckets = new WeakMap<LambdaFunction, TokenBucket>()
  const find = (host: string): Registered | undefined => {
    const id = host.slice(0, -suffix.length)
    for (const fn of lambda.functions()) for (const url of fn.urls.values()) if (url.id === id) return { fn, url }
    return undefined
  }
  /** @param fn whose reserved concurrency bounds the rate */
  const passes = (fn: LambdaFunction): boolean => {
    const { reservedConcurrency } = fn
    if (reservedConcurrency === null) return true
    const rate = reservedConcurrency * limits.URL_RATE_PER_CONCURRENCY
    const { now } = context.kernel
    const known = buckets.get(fn)
    const bucket = known?.rate === rate ? known : new TokenBucket(rate, rate, now)
    buckets.set(fn, bucket)
    return bucket.take(now)
  }

  return {
    serves: (host) => host.endsWith(suffix),
    list: () =>
      lambda.functions().flatMap((fn) =>
        [...fn.urls.values()].map((url) => ({
          kind: 'function-url' as const,
          name: url.alias === null ? fn.name : `${fn.name}:${url.alias}`,
          arn: functionArnOf(fn, url.alias, context.account),
          url: addressOf(url, context.account),
          routes: [],
          signed: url.authType === 'AWS_IAM',
        })),
      ),
    handle(received, respond) {
      const request = partsOf(received)
      const found = find(request.host)
      if (!found) {
        // Not confirmed.
        respond({ status: 404, headers: [['content-type', 'application/json']], body: '{"Message":null}' })
        return
      }
      const { fn, url } = found
      const { kernel } = context
      const requestId = kernel.random('request-ids').uuid()
      const functionArn = functionArnOf(fn, url.alias, context.account)
      const exchange = new Exchange(context, 'function-url', functionArn, request, requestId, respond)
      const traceHeader = traceIdOf(request, kernel)
      const answer = (response: UrlResponse): void => {
        exchange.refused = response.refused ?? null
        exchange.answer(complete(response, { url, request, requestId, traceHeader, now: kernel.now }))
      }
      if (url.cors && isPreflight(request)) {
        answer({ status: 200, headers: preflightHeaders(url.cors, request), body: '', refused: 'CORS preflight' })
        return
      }
      const refusal =
        refusalOfSize(request) ??
        refusalOfCaller(lambda, found, functionArn, request) ??
        (passes(fn) ? null : tooMany())
      if (refusal) {
        answer(refusal)
        return
      }
      const caller = url.authType === 'AWS_IAM' ? request.caller : null
      const { account } = context
      const event = urlEvent({ url, request, caller, account, requestId, traceHeader, now: kernel.now })
      exchange.functionArn = functionArn
      exchange.integrationStarts()
      try {
        const payload = JSON.stringify(event)
        kernel.trace.record({ type: 'http.forwarded', requestId, functionArn })
        lambda.invokeSync(
          {
            functionName: fn.name,
            payload,
            requestId,
            traceHeader,
            ...(url.alias !== null && { qualifier: url.alias }),
            ...(url.invokeMode === 'RESPONSE_STREAM' && { streaming: true }),
          },
          ({ result }) => {
            exchange.integrationEnds()
            answer(responseOf(url, result))
          },
        )
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        answer(refusedInvoke(error))
      }
    },
  }
}

function refusalOfSize(request: RequestParts): UrlResponse | null {
  if (request.body.length <= limits.SYNC_PAYLOAD_MAX) return null
  const text = `Request must be smaller than ${limits.SYNC_PAYLOAD_MAX} bytes for the InvokeFunction operation`
  return failure(413, 'RequestTooLargeException', { Type: 'User', message: text }, 'The body is larger than 6 MB.')
}

/** New URLs need both permissions since October 2025. */
function refusalOfCaller(
  lambda: Lambda,
  { fn, url }: Registered,
  functionArn: string,
  request: RequestParts,
): UrlResponse | null {
  if (!versionOrAlias(fn, url.alias)) return forbidden('The alias is gone.')
  const caller = url.authType === 'NONE' ? ANYBODY : request.caller
  if (!caller) return forbidden('The request is not signed.')
  try {
    lambda.context.authorize(caller, {
      action: 'lambda:InvokeFunctionUrl',
      resource: functionArn,
      context: { 'lambda:FunctionUrlAuthType': url.authType },
    })
    lambda.context.authorize(caller, {
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      context: { 'lambda:InvokedViaFunctionUrl': 'true' },
    })
    return null
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return forbidden(error.message)
  }
}

const forbidden = (refused: string): UrlResponse =>
  failure(
    403,
    'AccessDeniedException',
    {
      Message:
        'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    },
    refused,
  )

/** Body not confirmed: that of the Invoke API. */
const tooMany = (reason = 'ReservedFunctionConcurrentInvocationLimitExceeded'): UrlResponse =>
  failure(429, 'TooManyRequestsException', { Reason: reason, Type: 'User', message: 'Rate Exceeded.' }, reason)

function refusedInvoke({ code, statusCode, message, details }: AwsError): UrlResponse {
  if (code === 'TooManyRequestsException') return tooMany(String(details['Reason'] ?? ''))
  return failure(statusCode, code, { ...details, message }, message)
}

const failure = (status: number, type: string, body: object, refused: string): UrlResponse => ({
  status,
  headers: [
    ['content-type', 'application/json'],
    ['x-amzn-errortype', type],
  ],
  body: JSON.stringify(body),
  refused,
})

interface Circumstances {
  readonly url: FunctionUrl
  readonly request: RequestParts
  readonly requestId: string
  readonly traceHeader: string
  readonly now: number
}

/** With what Lambda adds to every answer. */
function complete(response: UrlResponse, { url, request, requestId, traceHeader, now }: Circumstances) {
  const { status, headers, body, parts, incomplete } = response
  const cors = url.cors && !isPreflight(request) ? responseHeaders(url.cors, request) : []
  const own = headers.filter(([name]) => !['content-length', 'date'].includes(name.toLowerCase()))
  return {
    status,
    headers: [
      ['date', httpDate(now)] as const,
      ...own,
      parts ? (['transfer-encoding', 'chunked'] as const) : (['content-length', String(sizeOf(body))] as const),
      ['connection', 'keep-alive'] as const,
      ['x-amzn-requestid', requestId] as const,
      ['x-amzn-trace-id', traceHeader] as const,
      ...cors,
    ],
    body: request.method === 'HEAD' ? '' : body,
    ...(parts && { parts }),
    ...(incomplete && { incomplete }),
  }
}
