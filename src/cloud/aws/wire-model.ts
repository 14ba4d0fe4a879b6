/**
 * How an API is written on the wire: its operations, shapes and errors, as much as a server needs. Made from the schemas
 * inside the AWS SDK's clients by `npm run wire-model`; one JSON file per service.
 */

export interface WireModel {
  /** Package and version it was made from. */
  readonly source: string
  /** Of shape names in errors: `com.amazonaws.sqs`. */
  readonly namespace: string
  /** Before the dot of X-Amz-Target, for AWS JSON: `AmazonSQS`. */
  readonly target?: string
  /** Of XML answers. */
  readonly xmlNamespace?: string
  /** Of the Query protocol. */
  readonly version?: string
  readonly operations: Readonly<Record<string, WireOperation>>
  /** Structures by name. */
  readonly structures: Readonly<Record<string, WireStructure>>
  readonly errors: Readonly<Record<string, WireErrorModel>>
}

export interface WireOperation {
  /** Method, URI pattern (`/{Bucket}/{Key+}?list-type=2`), status of success. Absent for JSON and Query protocols. */
  readonly http?: readonly [method: string, uri: string, status: number]
  /** Names of structures; null for none. */
  readonly input: string | null
  readonly output: string | null
}

export interface WireErrorModel {
  readonly status: number
  /** The code of the Query protocol, where it is not the name. */
  readonly queryCode?: string
}

export interface WireStructure {
  readonly members: Readonly<Record<string, WireMember>>
  /** Exactly one member is set. */
  readonly union?: true
  readonly xmlName?: string
}

export interface WireMember {
  readonly shape: WireShape
  readonly required?: true
  /** Where a REST message carries it; in the body if absent. */
  readonly in?: 'label' | 'query' | 'query-map' | 'header' | 'prefix-headers' | 'payload' | 'status'
  /** Name of the query parameter or header, or the headers' prefix. */
  readonly at?: string
  readonly xmlName?: string
  readonly xmlAttribute?: true
  readonly xmlFlattened?: true
  /** Namespace declared at the element: `[prefix, uri]`. */
  readonly xmlNamespace?: readonly [string, string]
  readonly jsonName?: string
}

export type WireShape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'blob'
  | 'document'
  | 'date-time'
  | 'http-date'
  | 'epoch-seconds'
  | { readonly structure: string }
  | { readonly list: WireShape; readonly xmlName?: string }
  | { readonly map: WireShape; readonly xmlKey?: string; readonly xmlValue?: string }
