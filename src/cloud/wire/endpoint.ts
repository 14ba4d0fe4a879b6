/**
 * The simulated AWS endpoint: finds the service by host name, the operation by the service's protocol, the caller by
 * access key; asks IAM; runs the operation. Source: the service models; captured requests of the SDK clients.
 */

import { AwsError } from '../aws/aws-error'
import type { WireRequest, WireResponse } from '../protocol'
import {
  LaterAnswer,
  type AccessNeed,
  type Caller,
  type Latency,
  type Service,
  type ServiceDefinition,
} from '../services/contract'
import { accessKeyOf, checkPresigned } from './caller'
import { codecOf, type Codec, type Input } from './codec'
import { queryError } from './query'
import { decompressed, readRequest, type ReadRequest } from './request'
import { checkedJson } from './values'

export interface EndpointService {
  readonly definition: Definition
  readonly service: Service
}

type Definition = Omit<ServiceDefinition, 'create'>

/** Who a request's access key stands for. */
export type Identity = Caller | 'unknown' | 'expired'

export interface EndpointHost {
  identify(accessKeyId: string): Identity
  /** Asks IAM. @throws AwsError */
  authorize(caller: Caller, need: AccessNeed, definition: Definition): void
  /** What the user makes go wrong with a call that is let through. @returns how much later it is answered @throws AwsError */
  disturb(needs: readonly AccessNeed[], definition: Definition): { readonly delay: number }
  nextRequestId(): string
  /** Virtual now, milliseconds since the epoch. */
  now(): number
}

export interface Endpoint {
  /**
   * @param unsigned who sends a request that nobody has signed
   * @param answer called once, within a kernel event or at once; with the typical latency of the answer, which is null
   *   when there is nobody to answer, and how many milliseconds an injected fault adds to it
   * @returns `service:Operation`, or null when the request is for no AWS API
   */
  handle(
    request: WireRequest,
    unsigned: Caller | 'anonymous',
    answer: (response: WireResponse, latency: Latency | null, added: number) => void,
  ): string | null
  /** An operation by name, IAM included. @throws AwsError */
  call(service: string, operation: string, input: Input, caller: Caller): object
  /** The same for one that may answer later. @param answer called once, at once or in a kernel event */
  callLater(
    service: string,
    operation: string,
    input: Input,
    caller: Caller,
    answer: (output: object | AwsError) => void,
  ): void
}

interface Prepared extends EndpointService {
  readonly codec: Codec
}

export function createEndpoint(services: readonly EndpointService[], host: EndpointHost): Endpoint {
  // IAM decides, and has no API here.
  const spoken = services.filter(({ definition }) => Object.keys(definition.wire.model.operations).length > 0)
  const prepared = spoken.map((service): Prepared => ({ ...service, codec: codecOf(service.definition.wire) }))

  const run = (
    { definition, service }: EndpointService,
    operation: string,
    input: Input,
    caller: Caller,
  ): { readonly output: object | LaterAnswer; readonly delay: number } => {
    const perform = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined
    if (!perform) throw unknownOperation(definition, operation)
    const needs = Object.hasOwn(service.access, operation) ? service.access[operation]?.(input) : undefined
    // A rule that is missing must not let anybody in.
    if (!needs) throw new AwsError('AccessDeniedException', 400, `${definition.name}:${operation} has no access rule.`)
    for (const need of needs) host.authorize(caller, need, definition)
    const { delay } = host.disturb(needs, definition)
    return { output: perform(input, caller), delay }
  }

  /** @throws AwsError ValidationException */
  const named = (name: string): EndpointService => {
    const target = services.find(({ definition }) => definition.name === name)
    if (!target) throw new AwsError('ValidationException', 400, `${name} is not simulated.`)
    return target
  }

  const identify = (request: ReadRequest, { definition }: Prepared, unsigned: Caller | 'anonymous'): Caller => {
    const accessKey = accessKeyOf(request)
    const identity = accessKey === null ? unsigned : host.identify(accessKey)
    if (identity === 'anonymous') throw missingToken(definition)
    if (identity === 'unknown') throw invalidToken(definition)
    if (identity === 'expired') throw expiredToken(definition)
    if (definition.wire.protocol === 'rest-xml') checkPresigned(request, host.now())
    return identity
  }

  return {
    handle(sent, unsigned, answer) {
      const request = readRequest(sent)
      const target = request && prepared.find(({ definition }) => isHostOf(request.host, definition))
      if (!request || !target) {
        answer(nobodyThere(sent, request, spoken, host.nextRequestId()), null, 0)
        return null
      }
      const { codec, definition } = target
      const requestId = host.nextRequestId()
      const operation = codec.operationOf(request)
      const latency = definition.latency.operations?.[operation ?? ''] ?? definition.latency
      let added = 0
      const refuse = (error: AwsError): void => answer(codec.encodeError(error, requestId, request), latency, added)
      try {
        if (operation === null) throw unknownOperation(definition, codec.nameOf(request))
        const caller = traced(identify(request, target, unsigned), request)
        const give = (output: object): void =>
          answer(codec.encode(operation, output as Input, requestId), latency, added)
        const readable = definition.wire.protocol === 'rest-xml' ? request : decompressed(request)
        const { output, delay } = run(target, operation, codec.decode(operation, readable), caller)
        added = delay
        if (output instanceof LaterAnswer) {
          output.start((later) => (later instanceof AwsError ? refuse(later) : give(later)))
        } else {
          give(output)
        }
      } catch (error) {
        refuse(failureOf(error))
      }
      return `${definition.name}:${operation ?? codec.nameOf(request)}`
    },

    call(name, operation, input, caller) {
      const { output } = run(named(name), operation, typed(named(name), operation, input), caller)
      if (!(output instanceof LaterAnswer)) return output
      throw new AwsError('ValidationException', 400, `${name}:${operation} cannot be called without waiting for it.`)
    },

    callLater(name, operation, input, caller, answer) {
      try {
        const { output } = run(named(name), operation, typed(named(name), operation, input), caller)
        if (output instanceof LaterAnswer) output.start(answer)
        else answer(output)
      } catch (error) {
        answer(failureOf(error))
      }
    },
  }
}

/**
 * What the sender is told. A request may be anything, nested a hundred thousand times or with nulls in odd places: what
 * an operation cannot cope with is answered as AWS answers its own mistakes, and the run goes on. A broken invariant of
 * the simulation is no such thing.
 * @throws what is neither
 */
function failureOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error
  if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error
  return new AwsError('InternalFailure', 500, `Coldstart cannot carry out this request: ${error.message}`)
}

/**
 * `sqs.us-east-1.amazonaws.com`; `my.bucket.s3.us-east-1.amazonaws.com` where buckets are part of the name;
 * `123456789012.data-kinesis.us-east-1.amazonaws.com` for a stream named by its ARN.
 */
function isHostOf(host: string, { wire }: Definition): boolean {
  if (!host.endsWith('.amazonaws.com')) return false
  const name = host.slice(0, -'.amazonaws.com'.length)
  const { endpointPrefix: prefix, accountEndpointPrefix: ofAccount } = wire
  if (ofAccount !== undefined && new RegExp(`^\\d{12}\\.${ofAccount}\\.`).test(name)) return true
  const start = wire.bucketAddressing
    ? new RegExp(`(^|\\.)${prefix}([.-]|$)`)
    : new RegExp(`^(\\d{12}\\.(control|data)-)?${prefix.replaceAll('.', '\\.')}(\\.|$)`)
  return start.test(name)
}

/** An input that came over no wire has its types checked all the same. @throws AwsError SerializationException */
function typed({ definition }: EndpointService, operation: string, input: Input): Input {
  const { model } = definition.wire
  const structure = model.operations[operation]?.input
  return structure ? (checkedJson(input, { structure }, model) as Input) : input
}

/** With the trace that the request belongs to. */
function traced(caller: Caller, { headers }: ReadRequest): Caller {
  const traceHeader = headers['x-amzn-trace-id']
  return traceHeader === undefined ? caller : { ...caller, traceHeader }
}

const isXml = ({ wire }: Definition): boolean => wire.protocol === 'query' || wire.protocol === 'rest-xml'

function unknownOperation(definition: Definition, operation: string): AwsError {
  const known = Object.keys(definition.wire.model.operations).join(', ')
  const message = `${definition.name}:${operation} is not simulated. Coldstart has ${known}.`
  if (definition.wire.protocol === 'query') return new AwsError('InvalidAction', 400, message)
  if (definition.wire.protocol === 'rest-xml') return new AwsError('NotImplemented', 501, message)
  return new AwsError('UnknownOperationException', definition.wire.protocol === 'rest-json' ? 404 : 400, message)
}

/** Source: "Common Errors" of the services' API references; S3's list of error codes. */
function invalidToken(definition: Definition): AwsError {
  if (definition.wire.protocol === 'rest-xml') {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    return new AwsError('InvalidAccessKeyId', 403, message)
  }
  const message = 'The security token included in the request is invalid.'
  return isXml(definition)
    ? new AwsError('InvalidClientTokenId', 403, message)
    : new AwsError('UnrecognizedClientException', definition.wire.protocol === 'rest-json' ? 403 : 400, message)
}

function missingToken(definition: Definition): AwsError {
  if (definition.wire.protocol === 'rest-xml') return new AwsError('AccessDenied', 403, 'Access Denied')
  return isXml(definition)
    ? new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
    : new AwsError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token')
}

function expiredToken(definition: Definition): AwsError {
  if (definition.wire.protocol === 'rest-xml')
    return new AwsError('ExpiredToken', 400, 'The provided token has expired.')
  const message = 'The security token included in the request is expired'
  return isXml(definition)
    ? new AwsError('ExpiredToken', 403, message)
    : new AwsError('ExpiredTokenException', definition.wire.protocol === 'rest-json' ? 403 : 400, message)
}

/** For what no service here answers: in a form that SDK clients turn into an error with this text. */
function nobodyThere(
  sent: WireRequest,
  request: ReadRequest | null,
  services: readonly EndpointService[],
  requestId: string,
): WireResponse {
  const isAws = request?.host.endsWith('.amazonaws.com') === true
  const [service = ''] = request?.host.split('.') ?? []
  const known = services.map(({ definition }) => definition.wire.endpointPrefix).join(', ')
  const message = isAws
    ? `The service ${service} is not simulated. Coldstart has ${known}.`
    : `${sent.url} is not simulated: Coldstart answers for AWS services in this stack and reaches no other host.`
  if (request?.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return { ...queryError('UnknownOperationException', 'Sender', message, requestId, ''), status: 501 }
  }
  const headers = {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': 'UnknownOperationException',
  }
  return { status: 501, headers, body: JSON.stringify({ __type: 'UnknownOperationException', message }) }
}
