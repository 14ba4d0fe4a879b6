/** HTTP APIs: routes, integrations, authorizers, stages. */

import type { Throttle } from '../../http/throttle'
import type { TokenBucket } from '../../http/token-bucket'
import type { AnswerCache } from '../../http/answer-cache'
import type { Milliseconds } from '../../aws/units'

export interface CorsConfiguration {
  readonly allowOrigins: readonly string[]
  readonly allowMethods: readonly string[]
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  readonly allowCredentials: boolean
  /** Seconds. */
  readonly maxAge: number | null
}

export interface Integration {
  readonly id: string
  readonly type: 'AWS_PROXY' | 'HTTP_PROXY'
  /** ARN of a function (with stage variables, perhaps), or a URL. */
  readonly uri: string
  readonly method: string
  readonly payloadFormatVersion: '1.0' | '2.0'
  readonly timeout: Milliseconds
  readonly credentialsArn: string | null
}

export interface Route {
  readonly id: string
  /** `GET /items/{id}`, `$default`. */
  readonly key: string
  /** `integrations/<id>`; null without one. */
  readonly integrationId: string | null
  readonly authorization: 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM'
  readonly authorizerId: string | null
  readonly scopes: readonly string[]
}

export type IdentitySource = {
  readonly from: 'header' | 'querystring' | 'context' | 'stageVariables'
  readonly name: string
  readonly text: string
}

export type Authorizer = {
  readonly id: string
  readonly name: string
  readonly identity: readonly IdentitySource[]
} & (
  | { readonly type: 'JWT'; readonly issuer: string; readonly audience: readonly string[] }
  | {
      readonly type: 'REQUEST'
      readonly functionArn: string
      readonly payloadFormatVersion: '1.0' | '2.0'
      readonly simpleResponses: boolean
      readonly ttl: Milliseconds
      readonly credentialsArn: string | null
      readonly cache: AnswerCache<LambdaVerdict>
    }
)

/** What a Lambda authorizer said. */
export type LambdaVerdict =
  | {
      readonly kind: 'simple'
      readonly isAuthorized: boolean
      readonly context: Readonly<Record<string, unknown>> | null
    }
  | {
      readonly kind: 'policy'
      readonly principalId: string
      readonly document: unknown
      readonly context: Readonly<Record<string, unknown>> | null
    }

export interface Stage {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  readonly autoDeploy: boolean
  readonly deploymentId: string | null
  readonly throttle: Throttle | null
  /** By route key. */
  readonly routeThrottles: ReadonlyMap<string, Throttle>
  /** Buckets in use, by route key; '' is the stage's default. */
  readonly buckets: Map<string, TokenBucket>
}

/** What a deployment keeps of the API as it was. */
export interface Snapshot {
  readonly routes: ReadonlyMap<string, Route>
  readonly integrations: ReadonlyMap<string, Integration>
  readonly authorizers: ReadonlyMap<string, Authorizer>
}

export class HttpApi {
  name = ''
  cors: CorsConfiguration | null = null
  disableEndpoint = false
  /** Ids of what its body or a quick create made. */
  imported: ReadonlySet<string> = new Set()
  readonly routes = new Map<string, Route>()
  readonly integrations = new Map<string, Integration>()
  readonly authorizers = new Map<string, Authorizer>()
  readonly deployments = new Map<string, Snapshot>()
  readonly stages = new Map<string, Stage>()

  constructor(
    readonly id: string,
    readonly arn: string,
  ) {}

  snapshot(): Snapshot {
    return {
      routes: new Map(this.routes),
      integrations: new Map(this.integrations),
      authorizers: new Map(this.authorizers),
    }
  }

  /** What a stage serves: the API as it is where it deploys by itself, a deployment's state else. */
  served(stage: Stage): Snapshot | null {
    if (stage.autoDeploy) return this
    return stage.deploymentId === null ? null : (this.deployments.get(stage.deploymentId) ?? null)
  }
}

export class HttpApis {
  readonly #apis = new Map<string, HttpApi>()

  add(api: HttpApi): void {
    this.#apis.set(api.id, api)
  }

  find(id: string): HttpApi | undefined {
    return this.#apis.get(id)
  }

  delete(id: string): void {
    this.#apis.delete(id)
  }

  all(): readonly HttpApi[] {
    return [...this.#apis.values()]
  }
}
