/** AWS::ApiGatewayV2::Api, Route, Integration, Stage, Deployment, Authorizer. Source: CloudFormation resource reference. */

import { isTrue, isValues, required, steadyId, textOr, textOrNull, valuesOf, type Values } from '../../http/properties'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { authorizerOf } from './authorizer-settings'
import { importBody } from './openapi'
import { corsOf, integrationOf, routeOf, stageOf } from './settings'
import { HttpApi, type HttpApis } from './state'

export function createResourceTypes(apis: HttpApis, context: ServiceContext): Readonly<Record<string, ResourceType>> {
  const { kernel, account } = context
  const newId = (name: string, length = 7): string => steadyId(kernel.seed, name, length)
  const arnOf = (rest: string): string => `arn:aws:apigateway:${account.region}::/apis/${rest}`

  /** A thing of an API, that its `ApiId` names. `store` and `forget` say where it is. */
  const part = (
    kind: string,
    store: (api: HttpApi, id: string, properties: Values) => void,
    forget: (api: HttpApi, id: string) => void,
    more: {
      readonly id?: (input: ResourceInput) => string
      readonly attributes?: (id: string) => ResourceHandle['attributes']
    } = {},
  ): ResourceType => {
    const apply = (input: ResourceInput): ResourceHandle => {
      const apiId = required(input.properties, 'ApiId')
      const api = apis.find(apiId)
      if (!api) throw new ResourceError(`Invalid API identifier specified ${account.accountId}:${apiId}`, ['ApiId'])
      const id = more.id?.(input) ?? newId(`${kind}:${input.generatedName}`)
      store(api, id, input.properties)
      return { physicalId: id, arn: arnOf(`${apiId}/${kind}/${id}`), ref: id, attributes: more.attributes?.(id) ?? {} }
    }
    const remove = (existing: ResourceHandle): void => {
      const [, apiId = ''] = /\/apis\/([^/]+)\//.exec(existing.arn) ?? []
      const api = apis.find(apiId)
      if (api) forget(api, existing.physicalId)
    }
    return {
      create: apply,
      update(existing, input) {
        const moved = !existing.arn.includes(`/apis/${textOr(input.properties['ApiId'], '')}/`)
        const renamed = more.id !== undefined && more.id(input) !== existing.physicalId
        return moved || renamed ? null : apply(input)
      },
      delete: remove,
    }
  }

  return {
    'AWS::ApiGatewayV2::Api': apiType(apis, newId, arnOf, account.region),
    'AWS::ApiGatewayV2::Integration': part(
      'integrations',
      (api, id, given) => api.integrations.set(id, integrationOf(id, given, [])),
      (api, id) => api.integrations.delete(id),
      { attributes: (id) => ({ IntegrationId: id }) },
    ),
    'AWS::ApiGatewayV2::Route': part(
      'routes',
      (api, id, given) => {
        const route = routeOf(id, given)
        const other = [...api.routes.values()].find(({ key }) => key === route.key)
        if (other && other.id !== id) {
          throw new ResourceError(`Route with key ${route.key} already exists for this API`, ['RouteKey'])
        }
        api.routes.set(id, route)
      },
      (api, id) => api.routes.delete(id),
      { attributes: (id) => ({ RouteId: id }) },
    ),
    'AWS::ApiGatewayV2::Authorizer': part(
      'authorizers',
      (api, id, given) => api.authorizers.set(id, authorizerOf(id, given, [])),
      (api, id) => api.authorizers.delete(id),
      { attributes: (id) => ({ AuthorizerId: id }) },
    ),
    'AWS::ApiGatewayV2::Deployment': part(
      'deployments',
      (api, id, given) => {
        if (api.routes.size === 0) {
          throw new ResourceError('At least one route is required before deploying the Api.', [])
        }
        api.deployments.set(id, api.snapshot())
        const name = textOrNull(given['StageName'])
        const stage = name === null ? undefined : api.stages.get(name)
        if (stage) api.stages.set(stage.name, { ...stage, deploymentId: id })
      },
      (api, id) => api.deployments.delete(id),
      { attributes: (id) => ({ DeploymentId: id }) },
    ),
    'AWS::ApiGatewayV2::Stage': part(
      'stages',
      (api, name, given) => {
        const stage = stageOf(name, given)
        if (stage.deploymentId !== null && !api.deployments.has(stage.deploymentId)) {
          throw new ResourceError('Invalid deployment identifier specified', ['DeploymentId'])
        }
        api.stages.set(name, stage)
      },
      (api, name) => api.stages.delete(name),
      { id: ({ properties }) => stageName(properties) },
    ),
  }
}

function stageName(properties: Values): string {
  const name = required(properties, 'StageName')
  if (!/^(\$default|[a-zA-Z0-9_-]{1,128})$/.test(name)) {
    throw new ResourceError('Stage name should contain only alphanumeric characters, hyphens, and underscores.', [
      'StageName',
    ])
  }
  return name
}

function apiType(
  apis: HttpApis,
  newId: (name: string, length?: number) => string,
  arnOf: (rest: string) => string,
  region: string,
): ResourceType {
  const handleOf = (api: HttpApi): ResourceHandle => ({
    physicalId: api.id,
    arn: api.arn,
    ref: api.id,
    attributes: { ApiId: api.id, ApiEndpoint: `https://${api.id}.execute-api.${region}.amazonaws.com` },
  })
  const apply = (api: HttpApi, { properties, generatedName }: ResourceInput): ResourceHandle => {
    refuse(properties)
    const made = (name: string): string => newId(`${generatedName}:${name}`)
    const body = properties['Body']
    // What an earlier body or quick create made is made anew.
    for (const id of api.imported) for (const all of [api.routes, api.integrations, api.authorizers]) all.delete(id)
    const before = new Set(idsOf(api))
    api.cors = isValues(properties['CorsConfiguration']) ? corsOf(properties['CorsConfiguration']) : null
    api.disableEndpoint = isTrue(properties['DisableExecuteApiEndpoint'])
    const info = isValues(body) ? valuesOf(body['info']) : {}
    api.name = textOr(properties['Name'] ?? info['title'], generatedName)
    if (isValues(body)) importBody(api, body, made, ['Body'])
    const target = textOrNull(properties['Target'])
    if (target !== null) quickCreate(api, target, properties, made)
    api.imported = new Set(idsOf(api).filter((id) => !before.has(id)))
    return handleOf(api)
  }
  return {
    create(input) {
      const id = newId(input.generatedName, 10)
      const api = new HttpApi(id, arnOf(id))
      const handle = apply(api, input)
      apis.add(api)
      return handle
    },
    update(existing, input) {
      const api = apis.find(existing.physicalId)
      return api ? apply(api, input) : null
    },
    delete: (existing) => apis.delete(existing.physicalId),
  }
}

const idsOf = (api: HttpApi): string[] => [...api.routes.keys(), ...api.integrations.keys(), ...api.authorizers.keys()]

/** @throws ResourceError for what is not simulated */
function refuse(properties: Values): void {
  if (textOr(properties['ProtocolType'], 'HTTP') !== 'HTTP') {
    throw new ResourceError('WebSocket APIs are not simulated.', ['ProtocolType'])
  }
  if (properties['BodyS3Location'] !== undefined) {
    throw new ResourceError('Definitions in S3 are not simulated: put the document into Body.', ['BodyS3Location'])
  }
  if (properties['Body'] === undefined && textOrNull(properties['Name']) === null) {
    throw new ResourceError('Name is required for an API without a Body.', ['Name'])
  }
}

/** One route to one function, and a stage that deploys by itself. Guide, "Create an HTTP API by using the AWS CLI". */
function quickCreate(api: HttpApi, target: string, properties: Values, newId: (name: string) => string): void {
  const [integration, route] = [newId('quick-integration'), newId('quick-route')]
  const given = {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: target,
    PayloadFormatVersion: '2.0',
    ...(properties['CredentialsArn'] !== undefined && { CredentialsArn: properties['CredentialsArn'] }),
  }
  if (/^https?:/.test(target)) {
    throw new ResourceError('HTTP proxy integrations are not simulated: there is no network to reach the host.', [
      'Target',
    ])
  }
  api.integrations.set(integration, integrationOf(integration, given, ['Target']))
  const key = textOr(properties['RouteKey'], '$default')
  api.routes.set(route, routeOf(route, { RouteKey: key, Target: `integrations/${integration}` }))
  api.stages.set('$default', stageOf('$default', { AutoDeploy: true }))
}
