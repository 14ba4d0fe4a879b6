/**
 * Facts about AWS's APIs, as real SDK clients meet them. Each case is run twice: in Node.js against the endpoint itself
 * (sdk.test.ts beside this file), and against the page through `coldstart.aws` (tests/browser/conformance.spec.ts).
 */

import type { HttpHandlerOptions, RequestHandler } from '@smithy/types'

/** An account that is empty but for the function `echo`, which returns its event, and the role `admin`. */
export interface Aws {
  /** Options of a client that acts as the account's administrator. */
  readonly config: ClientConfig
  /** Virtual now, milliseconds since the epoch. */
  now(): Promise<number>
  /** Runs virtual time; nothing else moves the clock. @param ms milliseconds */
  advance(ms: number): Promise<void>
  /** Waits until the promise's request has been sent, and advances by `ms`. @returns what the promise gives */
  during<Result>(promise: Promise<Result>, ms: number): Promise<Result>
  /** Options of a client that acts as a session that may do what `policy` says, and nothing else. */
  role(policy: object): Promise<ClientConfig>
  /** Options of a client that signs with these credentials. */
  as(credentials: ClientConfig['credentials']): ClientConfig
}

export interface ClientConfig {
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  readonly maxAttempts: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each client has its own types of messages
  readonly requestHandler: RequestHandler<any, any, HttpHandlerOptions>
}

export interface Case {
  /** Where AWS says so. */
  readonly source: string
  run(aws: Aws): Promise<void>
}

export interface Cases {
  /** Folder of the service. */
  readonly service: string
  readonly cases: Readonly<Record<string, Case>>
}

export const casesOf = (service: string, cases: Readonly<Record<string, Case>>): Cases => ({ service, cases })
