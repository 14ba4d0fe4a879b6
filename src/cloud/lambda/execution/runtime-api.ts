/**
 * What answers at AWS_LAMBDA_RUNTIME_API inside an environment: the Runtime, Extensions and Telemetry APIs.
 *
 * Source: Guide, "Using the Lambda runtime API for custom runtimes", "Using the Lambda Extensions API to create
 * extensions", "Accessing real-time telemetry data for extensions using the Telemetry API".
 */

import type { Invocation, ServiceCall } from '../../../runtime/protocol'
import * as limits from '../limits'
import {
  accepted,
  extensionNotAllowed,
  json,
  knownErrorType,
  notFound,
  refused,
  runtimeNotAllowed,
  type ApiResponse,
} from './api-answers'
import { Extension, type ExtensionEvent } from './extensions'

/** Names that the emulator gives to the states of the runtime. */
export type RuntimeState =
  'Started' | 'Ready' | 'Running' | 'InitError' | 'InvocationResponse' | 'InvocationErrorResponse' | 'ResponseSent'

/** An error as a custom runtime reports it. */
export interface ReportedError {
  /** As platform lines name it. */
  readonly type: string
  /** As the caller gets it. */
  readonly body: string
}

/** What the APIs bring about. */
export interface ApiListener {
  readonly functionName: string
  readonly functionVersion: string
  readonly handler: string
  readonly accountId: string
  newId(): string
  /** A new extension has registered, or one has called Next; or the runtime has. */
  progressed(): void
  responded(payload: string): void
  failed(error: ReportedError): void
  initFailed(error: ReportedError): void
  extensionFailed(type: 'Extension.InitError' | 'Extension.ExitError'): void
  subscribe(extension: Extension, body: string, api: 'telemetry' | 'logs'): ApiResponse
}

/** Value of AWS_LAMBDA_RUNTIME_API. */
export const RUNTIME_API = '169.254.100.1:9001'

type Answer = (response: ApiResponse) => void

export class RuntimeApi {
  readonly extensions: Extension[] = []
  runtimeState: RuntimeState = 'Started'
  /** Closed once the runtime has been initialised. */
  registrationOpen = true
  #invocation: { readonly invocation: Invocation; readonly deadline: number } | null = null
  #runtimeNext: Answer | null = null

  constructor(readonly listener: ApiListener) {}

  /** Hands an invocation to a custom runtime that has called Next. */
  invoke(invocation: Invocation, deadline: number): void {
    this.#invocation = { invocation, deadline }
    this.runtimeState = 'Running'
    const answer = this.#runtimeNext
    this.#runtimeNext = null
    answer?.(invocationOf(invocation, deadline))
  }

  handle(call: ServiceCall, answer: Answer): void {
    const { pathname } = new URL(call.url)
    const route = `${call.method.toUpperCase()} ${pathname}`
    const header = (name: string): string => headerOf(call, name)
    const text = typeof call.body === 'string' ? call.body : new TextDecoder().decode(call.body)
    switch (route) {
      case 'GET /2018-06-01/runtime/invocation/next':
        this.#nextInvocation(answer)
        return
      case 'POST /2018-06-01/runtime/init/error':
        answer(this.#initError({ type: knownErrorType(header('lambda-runtime-function-error-type')), body: text }))
        return
      case 'POST /2020-01-01/extension/register':
        answer(this.#register(header('lambda-extension-name'), header('lambda-extension-accept-feature'), text))
        return
      case 'GET /2020-01-01/extension/event/next':
        this.#nextEvent(header('lambda-extension-identifier'), answer)
        return
      case 'POST /2020-01-01/extension/init/error':
      case 'POST /2020-01-01/extension/exit/error':
        answer(this.#extensionError(call, pathname.includes('/init/') ? 'InitError' : 'ExitError'))
        return
      case 'PUT /2022-07-01/telemetry':
      case 'PUT /2020-08-15/logs': {
        const extension = this.#extensionOf(header('lambda-extension-identifier'))
        const api = pathname.endsWith('/logs') ? 'logs' : 'telemetry'
        answer(extension instanceof Extension ? this.listener.subscribe(extension, text, api) : extension)
        return
      }
    }
    const match = /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(route)
    if (!match) answer(notFound())
    else answer(this.#complete(call, text, match[1] ?? '', match[2] === 'error'))
  }

  // --- The runtime

  #nextInvocation(answer: Answer): void {
    if (this.runtimeState !== 'Started' && this.runtimeState !== 'ResponseSent') {
      answer(runtimeNotAllowed(this.runtimeState, 'Ready'))
      return
    }
    this.runtimeState = 'Ready'
    this.#invocation = null
    this.#runtimeNext = answer
    this.listener.progressed()
  }

  #initError(error: ReportedError): ApiResponse {
    if (this.runtimeState !== 'Started') return runtimeNotAllowed(this.runtimeState, 'InitError')
    this.runtimeState = 'InitError'
    this.listener.initFailed(error)
    return accepted()
  }

  #complete(call: ServiceCall, text: string, requestId: string, isError: boolean): ApiResponse {
    if (requestId !== this.#invocation?.invocation.requestId) {
      return refused(400, 'InvalidRequestID', 'Invalid request ID')
    }
    if (this.runtimeState !== 'Running') {
      return runtimeNotAllowed(this.runtimeState, isError ? 'InvocationErrorResponse' : 'InvocationResponse')
    }
    const mode = headerOf(call, 'lambda-runtime-function-response-mode')
    if (!isError && mode !== '' && mode !== 'streaming') {
      this.listener.failed({ type: 'Runtime.InvalidResponseModeHeader', body: '' })
      return refused(400, 'InvalidFunctionResponseMode', 'Invalid function response mode')
    }
    this.runtimeState = 'ResponseSent'
    if (isError) {
      this.listener.failed({
        type: knownErrorType(headerOf(call, 'lambda-runtime-function-error-type')),
        body: errorBody(call, text),
      })
      return accepted()
    }
    const size = typeof call.body === 'string' ? new TextEncoder().encode(call.body).length : call.body.length
    this.listener.responded(text)
    if (size <= limits.RESPONSE_PAYLOAD_MAX) return accepted()
    const message = `Exceeded maximum allowed payload size (${limits.RESPONSE_PAYLOAD_MAX} bytes).`
    return refused(413, 'RequestEntityTooLarge', message)
  }

  // --- Extensions

  #register(name: string, features: string, text: string): ApiResponse {
    if (name === '') return refused(403, 'Extension.InvalidExtensionName', 'Empty extension name')
    const events = eventsOf(text)
    if (!Array.isArray(events)) return refused(403, 'InvalidRequestFormat', String(events))
    const external = this.extensions.find((extension) => extension.external && extension.name === name)
    const allowed: readonly string[] = external ? ['INVOKE', 'SHUTDOWN'] : ['INVOKE']
    const unknown = events.find((event) => !allowed.includes(event))
    if (unknown !== undefined) {
      const reason = unknown === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType'
      return refused(403, 'Extension.InvalidEventType', `${unknown}: ${reason}`)
    }
    const extension = external ?? this.#newInternal(name)
    if (!(extension instanceof Extension)) return extension
    if (extension.state !== 'Started') return extensionNotAllowed(extension.state, 'Registered', name)
    extension.state = 'Registered'
    extension.events = [...new Set(events as ExtensionEvent[])]
    const { functionName, functionVersion, handler, accountId } = this.listener
    const wantsAccount = features.split(',').some((feature) => feature.trim() === 'accountId')
    const body = { functionVersion, functionName, handler, ...(wantsAccount && { accountId }) }
    this.listener.progressed()
    return json(200, body, { 'lambda-extension-identifier': extension.id })
  }

  #newInternal(name: string): Extension | ApiResponse {
    if (!this.registrationOpen) {
      return refused(403, 'Extension.RegistrationClosed', 'Extension registration closed already')
    }
    if (this.extensions.some((extension) => extension.name === name)) {
      return refused(403, 'Extension.InvalidExtensionState', 'Extension with this name already registered')
    }
    if (this.extensions.length >= limits.EXTENSIONS_MAX) {
      return refused(403, 'Extension.TooManyExtensions', `Extension limit (${limits.EXTENSIONS_MAX}) reached`)
    }
    const extension = new Extension(name, this.listener.newId(), null)
    this.extensions.push(extension)
    return extension
  }

  #nextEvent(identifier: string, answer: Answer): void {
    const extension = this.#extensionOf(identifier, (id) => `Unknown extension ${id}`)
    if (!(extension instanceof Extension)) {
      answer(extension)
      return
    }
    if (extension.state !== 'Registered' && extension.state !== 'Running') {
      answer(extensionNotAllowed(extension.state, 'Ready', extension.id))
      return
    }
    extension.wait((event) => answer(json(200, event, { 'lambda-extension-event-identifier': this.listener.newId() })))
    this.listener.progressed()
  }

  #extensionError(call: ServiceCall, state: 'InitError' | 'ExitError'): ApiResponse {
    const extension = this.#extensionOf(headerOf(call, 'lambda-extension-identifier'))
    if (!(extension instanceof Extension)) return extension
    const errorType = headerOf(call, 'lambda-extension-function-error-type')
    if (errorType === '') {
      return refused(403, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found')
    }
    const from: readonly string[] =
      state === 'InitError' ? ['Registered', state] : ['Registered', 'Ready', 'Running', state]
    if (!from.includes(extension.state)) return extensionNotAllowed(extension.state, state, extension.id)
    extension.state = state
    extension.errorType = errorType
    this.listener.extensionFailed(`Extension.${state}`)
    return accepted()
  }

  /** The extension that an identifier stands for, or why there is none. */
  #extensionOf(
    identifier: string,
    unknown: (id: string) => string = () => 'Unknown Lambda-Extension-Identifier',
  ): Extension | ApiResponse {
    if (identifier === '') {
      return refused(403, 'Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header')
    }
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(identifier)) {
      return refused(403, 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier')
    }
    const found = this.extensions.find(({ id }) => id === identifier.toLowerCase())
    return found ?? refused(403, 'Extension.UnknownExtensionIdentifier', unknown(identifier))
  }
}

function invocationOf(invocation: Invocation, deadline: number): ApiResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(Math.floor(deadline)),
      'lambda-runtime-invoked-function-arn': invocation.invokedFunctionArn,
      'lambda-runtime-trace-id': invocation.traceId,
      ...(invocation.clientContext !== undefined && { 'lambda-runtime-client-context': invocation.clientContext }),
      ...(invocation.tenantId !== undefined && { 'lambda-runtime-aws-tenant-id': invocation.tenantId }),
    },
    body: invocation.payload,
  }
}

/** With this type the body also holds the cause for X-Ray, which the caller does not get. */
function errorBody(call: ServiceCall, text: string): string {
  if (headerOf(call, 'content-type') !== 'application/vnd.aws.lambda.error.cause+json') return text
  try {
    const { errorMessage, errorType, stackTrace } = JSON.parse(text) as Record<string, unknown>
    return JSON.stringify({ errorMessage, errorType, stackTrace })
  } catch {
    return JSON.stringify('Invalid error body')
  }
}

/** The events of a registration, or what is wrong with it. */
function eventsOf(text: string): readonly string[] | string {
  try {
    const { events = [], configurationKeys = [] } = JSON.parse(text) as Record<string, unknown>
    if (Array.isArray(configurationKeys) && configurationKeys.length > 0) {
      return 'configurationKeys are deprecated; use environment variables instead'
    }
    return Array.isArray(events) ? events.map(String) : 'events must be a list'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function headerOf({ headers }: ServiceCall, name: string): string {
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value
  return ''
}
