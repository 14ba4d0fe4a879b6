/**
 * The simulated AWS endpoint: finds the service by host name, the protocol by the service, the caller by access key.
 * Source: the service models; captured requests of the SDK clients.
 */

import type { WireRequest, WireResponse } from '../protocol'
import { AwsError } from '../aws/aws-error'
import { LaterAnswer, type Caller, type Service, type ServiceDefinition } from '../services/contract'
import { decodeJson, encodeJson, encodeJsonError, operationOf } from './json'

export interface EndpointService {
  readonly definition: ServiceDefinition
  readonly service: Service
}

export interface Endpoint {
  /**
   * @param answer called once, within a kernel event or at once
   * @returns `service:Operation`, or null when the request is for no AWS API
   */
  handle(request: WireRequest, answer: (response: WireResponse) => void): string | null
}

/**
 * @param callerOf who an access key belongs to; null for an unknown one
 * @param nextRequestId for x-amzn-requestid
 */
export function createEndpoint(
  services: readonly EndpointService[],
  callerOf: (accessKeyId: string | null) => Caller | null,
  nextRequestId: () => string,
): Endpoint {
  return {
    handle(request, answer) {
      const target = services.find(({ definition }) => isHostOf(request.url, definition.wire.endpointPrefix))
      if (!target) {
        answer(unknownHost(request.url))
        return null
      }
      const { definition, service } = target
      const requestId = nextRequestId()
      const operation = operationOf(request)
      const name = `${definition.name}:${operation}`
      try {
        const input = decodeJson(request)
        const caller = callerOf(accessKeyOf(request.headers))
        if (!caller)
          throw new AwsError(
            'UnrecognizedClientException',
            400,
            'The security token included in the request is invalid.',
          )
        const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined
        if (!run) throw new AwsError('UnknownOperationException', 400, `${name} is not simulated.`)
        const output = run(input, caller)
        if (output instanceof LaterAnswer)
          output.start((later) => answer(encodeJson(definition.wire, later, requestId)))
        else answer(encodeJson(definition.wire, output, requestId))
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        answer(encodeJsonError(definition.wire, error, requestId))
      }
      return name
    },
  }
}

/** `sqs.us-east-1.amazonaws.com`, `queue.amazonaws.com` is not used by current clients. */
function isHostOf(url: string, endpointPrefix: string): boolean {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? ''
  return host.startsWith(`${endpointPrefix}.`) && host.endsWith('.amazonaws.com')
}

/** From `Authorization: AWS4-HMAC-SHA256 Credential=AKID/…`; null for an unsigned request. */
function accessKeyOf(headers: Readonly<Record<string, string>>): string | null {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization')
  return /Credential=([^/,\s]+)/.exec((name && headers[name]) ?? '')?.[1] ?? null
}

function unknownHost(url: string): WireResponse {
  const message = `${url} is not simulated: Coldstart answers for AWS services in this stack and reaches no other host.`
  return { status: 501, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
}
