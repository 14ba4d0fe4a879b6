/**
 * How a service's API is written on the wire, taken from the schemas inside its AWS SDK client. Runs in Node.js, for
 * `npm run wire-model` and for the test that holds the committed models against the installed clients.
 */

import { NormalizedSchema } from '@smithy/core/schema'
import type { WireMember, WireModel, WireOperation, WireShape, WireStructure } from '../cloud/aws/wire-model'

/** What is needed of a client's module and class. */
type ClientModule = Readonly<Record<string, unknown>>
type ClientClass = new (options: object) => { readonly config: ClientConfig; destroy(): void }
interface ClientConfig {
  readonly protocol: { readonly constructor: { readonly name: string } }
  readonly protocolSettings: Readonly<Record<string, string | undefined>>
}

interface Traits {
  readonly http?: readonly [string, string, number]
  readonly httpLabel?: 1
  readonly httpQuery?: string
  readonly httpQueryParams?: 1
  readonly httpHeader?: string
  readonly httpPrefixHeaders?: string
  readonly httpPayload?: 1
  readonly httpResponseCode?: 1
  readonly httpError?: number
  readonly error?: 'client' | 'server'
  readonly awsQueryError?: readonly [string, number]
  readonly xmlName?: string
  readonly xmlFlattened?: 1
  readonly xmlAttribute?: 1
  readonly xmlNamespace?: readonly [string, string]
  readonly jsonName?: string
}

/** @param source `@aws-sdk/client-sqs 3.1169.0` */
export function wireModelOf(module: ClientModule, source: string, operations: readonly string[]): WireModel {
  const { protocol, settings } = readClient(module)
  const builder = new ModelBuilder(/Query|Xml/.test(protocol))
  const described: Record<string, WireOperation> = {}
  for (const name of [...operations].sort(byCodeUnit)) {
    const schema = module[`${name}$`]
    if (!Array.isArray(schema)) throw new Error(`${source} has no operation ${name}`)
    described[name] = builder.operation(schema, protocol)
  }
  const errors = errorsOf(module, builder)
  return {
    source,
    namespace: settings['defaultNamespace'] ?? '',
    ...(/Json1/.test(protocol) && { target: settings['serviceTarget'] ?? '' }),
    ...(/Query|Xml/.test(protocol) && { xmlNamespace: settings['xmlNamespace'] ?? '' }),
    ...(/Query/.test(protocol) && { version: settings['version'] ?? '' }),
    operations: described,
    structures: sorted(builder.structures),
    errors,
  }
}

function readClient(module: ClientModule) {
  const name = Object.keys(module).find((key) => key.endsWith('Client') && `${key}` !== '__Client')
  const Client = module[name ?? ''] as ClientClass
  const client = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })
  const { protocol, protocolSettings } = client.config
  client.destroy()
  return { protocol: protocol.constructor.name, settings: protocolSettings }
}

class ModelBuilder {
  readonly structures = new Map<string, WireStructure>()

  constructor(readonly xml: boolean) {}

  operation(schema: readonly unknown[], protocol: string): WireOperation {
    const traits = schema[3] as Traits | 0
    const [input, output] = [schema[4], schema[5]].map((reference) => NormalizedSchema.of(reference as never))
    const rest = protocol.includes('Rest')
    return {
      ...(rest && traits !== 0 && traits.http && { http: traits.http }),
      input: this.#structureName(input),
      output: this.#structureName(output),
    }
  }

  /** Adds a structure, with all that it refers to. */
  structure(schema: readonly unknown[]): void {
    this.#structureName(NormalizedSchema.of(schema as never))
  }

  #structureName(schema: NormalizedSchema | undefined): string | null {
    if (!schema?.isStructSchema()) return null
    const name = schema.getName() ?? ''
    if (this.structures.has(name)) return name
    // Shapes may contain themselves.
    this.structures.set(name, { members: {} })
    const required = Number((schema.getSchema() as readonly unknown[])[6] ?? 0)
    const members = [...schema.structIterator()].map(([member, shape], index) => [
      member,
      this.#member(shape, index < required),
    ])
    const traits = schema.getOwnTraits() as Traits
    this.structures.set(name, {
      members: Object.fromEntries(members) as Record<string, WireMember>,
      ...(schema.isUnionSchema() && { union: true }),
      ...(traits.xmlName !== undefined && { xmlName: traits.xmlName }),
    })
    return name
  }

  #member(schema: NormalizedSchema, required: boolean): WireMember {
    const traits = schema.getMergedTraits() as Traits
    const place = placeOf(traits)
    return {
      shape: this.#shape(schema, place.in),
      ...(required && { required: true }),
      ...place,
      ...(traits.xmlName !== undefined && { xmlName: traits.xmlName }),
      ...(traits.xmlAttribute && { xmlAttribute: true }),
      ...(traits.xmlFlattened && { xmlFlattened: true }),
      ...(traits.xmlNamespace && { xmlNamespace: traits.xmlNamespace }),
      ...(traits.jsonName !== undefined && { jsonName: traits.jsonName }),
    }
  }

  #shape(schema: NormalizedSchema, place?: WireMember['in']): WireShape {
    // An event stream: the operation itself writes its frames.
    if (schema.isStreaming()) return 'blob'
    if (schema.isStructSchema()) return { structure: this.#structureName(schema) ?? '' }
    if (schema.isListSchema()) {
      const value = schema.getValueSchema()
      const { xmlName } = value.getMergedTraits() as Traits
      return { list: this.#shape(value, place), ...(xmlName !== undefined && { xmlName }) }
    }
    if (schema.isMapSchema()) {
      const value = schema.getValueSchema()
      const { xmlName: xmlKey } = schema.getKeySchema().getMergedTraits() as Traits
      const { xmlName: xmlValue } = value.getMergedTraits() as Traits
      return {
        map: this.#shape(value, place),
        ...(xmlKey !== undefined && { xmlKey }),
        ...(xmlValue !== undefined && { xmlValue }),
      }
    }
    if (schema.isBlobSchema()) return 'blob'
    if (schema.isBooleanSchema()) return 'boolean'
    if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return 'number'
    if (schema.isDocumentSchema()) return 'document'
    if (schema.isTimestampSchema()) return this.#timestamp(Number(schema.getSchema()), place)
    return 'string'
  }

  /** Source of the defaults: Smithy, "timestampFormat trait", and the protocols' specifications. */
  #timestamp(format: number, place?: WireMember['in']): WireShape {
    if (format === 5) return 'date-time'
    if (format === 6) return 'http-date'
    if (format === 7) return 'epoch-seconds'
    if (place === 'header') return 'http-date'
    if (place === 'query' || place === 'label') return 'date-time'
    return this.xml ? 'date-time' : 'epoch-seconds'
  }
}

function placeOf(traits: Traits): Pick<WireMember, 'in' | 'at'> {
  if (traits.httpLabel) return { in: 'label' }
  if (traits.httpQuery !== undefined) return { in: 'query', at: traits.httpQuery }
  if (traits.httpQueryParams) return { in: 'query-map' }
  if (traits.httpHeader !== undefined) return { in: 'header', at: traits.httpHeader }
  if (traits.httpPrefixHeaders !== undefined) return { in: 'prefix-headers', at: traits.httpPrefixHeaders }
  if (traits.httpPayload) return { in: 'payload' }
  if (traits.httpResponseCode) return { in: 'status' }
  return {}
}

/** All that the API knows: any operation may raise them. */
function errorsOf(module: ClientModule, builder: ModelBuilder): WireModel['errors'] {
  const errors = new Map<string, { status: number; queryCode?: string }>()
  for (const schema of Object.values(module)) {
    if (!Array.isArray(schema) || schema[0] !== -3) continue
    const [, , name, traits] = schema as unknown as readonly [number, string, string, Traits]
    if (!traits.error) continue
    builder.structure(schema)
    const queryCode = traits.awsQueryError?.[0]
    errors.set(name, {
      status: traits.httpError ?? (traits.error === 'server' ? 500 : 400),
      ...(queryCode !== undefined && queryCode !== name && { queryCode }),
    })
  }
  return sorted(errors)
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function sorted<Value>(map: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...map].sort(([a], [b]) => byCodeUnit(a, b)))
}
