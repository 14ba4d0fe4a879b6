/** HTTP as the page and functions speak it with the stack's own host names. */

import type { HttpEntranceKind } from './trace-records'

/** A host name of the stack to which requests can be sent. */
export interface WebEntrance {
  readonly kind: HttpEntranceKind
  /** As a user knows it. */
  readonly name: string
  /** ARN of the API, the function or the load balancer. */
  readonly arn: string
  /** Where its paths start, with a slash at the end. */
  readonly url: string
  /** What it knows of its paths: method (`ANY` for all) and path, `/items/{id}`. Empty when it takes everything. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** Whether requests have to be signed. */
  readonly signed: boolean
}

/** A request to a host name of the stack: an API, a function URL, a load balancer. */
export interface WebRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  /** Names as the sender writes them; a list is one header line per value. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array
  /** Whether the page's user, an administrator, signs it (Signature Version 4). */
  readonly signed?: boolean
}

export type WebResponse =
  | {
      readonly status: number
      /** In order; a name may come more than once. */
      readonly headers: readonly (readonly [name: string, value: string])[]
      readonly body: string | Uint8Array
      /** Of a streamed body: when its parts came, virtual milliseconds since the epoch, and how many bytes each had. */
      readonly parts?: readonly { readonly at: number; readonly bytes: number }[]
      /** The connection ended before the body did. */
      readonly incomplete?: true
    }
  /** No connection came about: nobody has this name. */
  | { readonly networkError: { readonly code: string; readonly message: string } }
