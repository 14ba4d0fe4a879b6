/**
 * Events of type Api and HttpApi: routes of an API. What they come to is made with the API, `../serverless-api.ts` and
 * `../serverless-http-api.ts`, since one API has the routes of many functions.
 * Source: SAM specification, "Api", "HttpApi".
 */

import {
  ANYTHING,
  BOOLEAN,
  integer,
  listOf,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
} from '../vocabulary/shapes'
import type { EventSource } from './event-source'

const AUTH = {
  Authorizer: simulated(TEXT),
  AuthorizationScopes: simulated(listOf(TEXT)),
}

export const api: EventSource = {
  properties: {
    Path: required(TEXT),
    Method: required(TEXT),
    RestApiId: simulated(ANYTHING),
    Auth: simulated(
      object({
        ...AUTH,
        ApiKeyRequired: simulated(BOOLEAN),
        InvokeRole: simulated(TEXT),
        ...notYet('ResourcePolicy OverrideApiAuth'),
      }),
    ),
    RequestModel: simulated(
      object({
        Model: required(TEXT),
        Required: simulated(BOOLEAN),
        ValidateBody: simulated(BOOLEAN),
        ValidateParameters: simulated(BOOLEAN),
      }),
    ),
    RequestParameters: simulated(listOf(ANYTHING)),
    TimeoutInMillis: simulated(integer(50, 29_000)),
    ...notYet('ResponseTransferMode'),
  },
  expand: () => ({ resources: [] }),
}

export const httpApi: EventSource = {
  properties: {
    Path: simulated(TEXT),
    Method: simulated(TEXT),
    ApiId: simulated(ANYTHING),
    Auth: simulated(object(AUTH)),
    PayloadFormatVersion: simulated(oneOf('1.0', '2.0')),
    RouteSettings: simulated(ANYTHING),
    TimeoutInMillis: simulated(integer(50, 29_000)),
  },
  expand: () => ({ resources: [] }),
}
