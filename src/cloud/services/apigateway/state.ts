/** REST APIs: resources with methods, what deployments keep of them, stages; API keys and usage plans. */

import type { Throttle } from '../../http/throttle'
import type { PolicyDocument } from '../../aws/policy'
import type { Milliseconds } from '../../aws/units'
import type { AnswerCache } from '../../http/answer-cache'
import type { Values } from '../../http/properties'
import type { TokenBucket } from '../../http/token-bucket'

export interface IntegrationResponse {
  readonly statusCode: number
  /** Regular expression; empty or null for the default. */
  readonly selectionPattern: string | null
  readonly responseParameters: Readonly<Record<string, string>>
  readonly responseTemplates: Readonly<Record<string, string>>
}

export interface Integration {
  readonly type: 'AWS_PROXY' | 'AWS' | 'MOCK'
  readonly httpMethod: string
  readonly uri: string
  readonly credentials: string | null
  readonly timeout: Milliseconds
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER'
  readonly requestParameters: Readonly<Record<string, string>>
  /** Content type → template. */
  readonly requestTemplates: Readonly<Record<string, string>>
  readonly responses: readonly IntegrationResponse[]
}

export interface Method {
  /** Upper case, or ANY. */
  readonly httpMethod: string
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS'
  readonly authorizerId: string | null
  readonly scopes: readonly string[]
  readonly apiKeyRequired: boolean
  /** `method.request.querystring.q` → whether it is required. */
  readonly requestParameters: Readonly<Record<string, boolean>>
  /** Content type → name of a model. */
  readonly requestModels: Readonly<Record<string, string>>
  readonly requestValidatorId: string | null
  readonly integration: Integration | null
  /** Status codes that the method declares. */
  readonly responses: ReadonlySet<number>
}

export interface Resource {
  readonly id: string
  readonly parentId: string | null
  readonly pathPart: string
  readonly methods: Map<string, Method>
}

export interface RequestValidator {
  readonly validatesBody: boolean
  readonly validatesParameters: boolean
}

export interface IdentitySource {
  readonly from: 'header' | 'querystring' | 'context' | 'stageVariables'
  readonly name: string
}

export type Authorizer = {
  readonly id: string
  readonly name: string
  readonly identity: readonly IdentitySource[]
} & (
  | {
      readonly type: 'TOKEN' | 'REQUEST'
      readonly functionArn: string
      readonly credentials: string | null
      readonly ttl: Milliseconds
      readonly validation: RegExp | null
      readonly cache: AnswerCache<AuthorizerAnswer>
    }
  | { readonly type: 'COGNITO_USER_POOLS'; readonly providerArns: readonly string[] }
)

export interface AuthorizerAnswer {
  readonly principalId: string
  readonly document: PolicyDocument
  readonly context: Readonly<Record<string, string | number | boolean>>
  readonly usageIdentifierKey: string | null
}

export interface GatewayResponse {
  readonly statusCode: number | null
  /** `gatewayresponse.header.X` → `'value'` or a variable. */
  readonly parameters: Readonly<Record<string, string>>
  readonly templates: Readonly<Record<string, string>>
}

/** What a stage serves: the API as it was when it was deployed. */
export interface Snapshot {
  readonly resources: ReadonlyMap<string, Resource>
  readonly authorizers: ReadonlyMap<string, Authorizer>
  readonly validators: ReadonlyMap<string, RequestValidator>
  /** Name → JSON schema. */
  readonly models: ReadonlyMap<string, Values>
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>
  readonly binaryMediaTypes: readonly string[]
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER'
}

export interface MethodSetting {
  /** `/` for the stage's own, `/items/{id}`. */
  readonly path: string
  /** `*` or a method. */
  readonly method: string
  readonly throttle: Throttle | null
  readonly logging: 'OFF' | 'ERROR' | 'INFO'
}

export interface Stage {
  readonly name: string
  readonly deploymentId: string
  readonly variables: Readonly<Record<string, string>>
  readonly settings: readonly MethodSetting[]
  readonly tracing: boolean
  /** Buckets in use, by method and path. */
  readonly buckets: Map<string, TokenBucket>
}

export class RestApi {
  name = ''
  binaryMediaTypes: readonly string[] = []
  apiKeySource: 'HEADER' | 'AUTHORIZER' = 'HEADER'
  endpoint: 'EDGE' | 'REGIONAL' | 'PRIVATE' = 'EDGE'
  policy: PolicyDocument | null = null
  disableEndpoint = false
  /** Ids and names of what its body made. */
  imported: ReadonlySet<string> = new Set()
  readonly resources = new Map<string, Resource>()
  readonly authorizers = new Map<string, Authorizer>()
  readonly validators = new Map<string, RequestValidator>()
  readonly models = new Map<string, Values>()
  readonly gatewayResponses = new Map<string, GatewayResponse>()
  readonly deployments = new Map<string, Snapshot>()
  readonly stages = new Map<string, Stage>()

  constructor(
    readonly id: string,
    readonly arn: string,
    readonly rootId: string,
  ) {
    this.resources.set(rootId, { id: rootId, parentId: null, pathPart: '', methods: new Map() })
  }

  snapshot(): Snapshot {
    const resources = [...this.resources].map(([id, one]) => [id, { ...one, methods: new Map(one.methods) }] as const)
    return {
      resources: new Map(resources),
      authorizers: new Map(this.authorizers),
      validators: new Map(this.validators),
      models: new Map(this.models),
      gatewayResponses: new Map(this.gatewayResponses),
      binaryMediaTypes: this.binaryMediaTypes,
      apiKeySource: this.apiKeySource,
    }
  }
}

/** `/items/{id}` of a resource. */
export function pathOf(resources: ReadonlyMap<string, Resource>, resource: Resource): string {
  const parts: string[] = []
  for (let at: Resource | undefined = resource; at && at.parentId !== null; at = resources.get(at.parentId)) {
    parts.unshift(at.pathPart)
  }
  return `/${parts.join('/')}`
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly enabled: boolean
}

export interface Quota {
  readonly limit: number
  readonly offset: number
  readonly period: 'DAY' | 'WEEK' | 'MONTH'
}

export interface UsagePlan {
  readonly id: string
  readonly name: string
  readonly throttle: Throttle | null
  readonly quota: Quota | null
  /** `<api id>/<stage>` → throttles by `<path>/<METHOD>`. */
  readonly stages: ReadonlyMap<string, ReadonlyMap<string, Throttle>>
  /** Ids of keys. */
  readonly keys: Set<string>
  /** Key id, and method where it has a throttle of its own → bucket. */
  readonly buckets: Map<string, TokenBucket>
  /** Key id → start of a quota's period, and requests in it. */
  readonly used: Map<string, { readonly period: number; count: number }>
}

export class RestApis {
  readonly #apis = new Map<string, RestApi>()
  readonly keys = new Map<string, ApiKey>()
  readonly plans = new Map<string, UsagePlan>()

  add(api: RestApi): void {
    this.#apis.set(api.id, api)
  }

  find(id: string): RestApi | undefined {
    return this.#apis.get(id)
  }

  delete(id: string): void {
    this.#apis.delete(id)
  }

  all(): readonly RestApi[] {
    return [...this.#apis.values()]
  }
}
