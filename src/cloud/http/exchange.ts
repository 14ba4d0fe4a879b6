/** One request and its answer, from the entrance's view: what goes into the trace. */

import type { HttpEntranceKind } from '../aws/trace-records'
import type { WebResponse } from '../aws/web'
import type { ServiceContext } from '../services/contract'
import { sizeOf } from './bytes'
import type { RequestParts } from './request'

export interface Answered {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array
}

export class Exchange {
  route: string | null = null
  stage: string | null = null
  functionArn: string | null = null
  refused: string | null = null
  /** Of a REST API. */
  apiName: string | null = null
  readonly startedAt: number
  #integrationAt: number | null = null
  #integration: number | null = null

  constructor(
    readonly context: ServiceContext,
    readonly entrance: HttpEntranceKind,
    /** ARN of the API, the function or the load balancer. */
    readonly resource: string,
    readonly request: RequestParts,
    readonly requestId: string,
    readonly respond: (response: WebResponse) => void,
  ) {
    this.startedAt = context.kernel.now
    context.kernel.trace.record({
      type: 'http.received',
      ...this.#facts(),
      sourceIp: request.sourceIp,
      bytes: request.body.length,
    })
  }

  /** The function (or another integration) is asked now. */
  integrationStarts(): void {
    this.#integrationAt = this.context.kernel.now
  }

  integrationEnds(): void {
    if (this.#integrationAt !== null) this.#integration = this.context.kernel.now - this.#integrationAt
  }

  answer(response: Answered): void {
    this.context.kernel.trace.record({
      type: 'http.answered',
      ...this.#facts(),
      ...(this.apiName !== null && { apiName: this.apiName }),
      route: this.route,
      stage: this.stage,
      functionArn: this.functionArn,
      status: response.status,
      bytes: sizeOf(response.body),
      duration: this.context.kernel.now - this.startedAt,
      integrationDuration: this.#integration,
      refused: this.refused,
    })
    this.respond(response)
  }

  #facts() {
    const { method, host, path, rawQuery } = this.request
    return {
      requestId: this.requestId,
      entrance: this.entrance,
      resource: this.resource,
      method,
      host,
      path: rawQuery === '' ? path : `${path}?${rawQuery}`,
    }
  }
}
