/**
 * AWS::ApiGateway::RestApi, Resource, Method, Deployment, Stage, Authorizer, RequestValidator, Model, GatewayResponse.
 * Source: CloudFormation resource reference for API Gateway.
 */

import { readResourcePolicy } from '../../aws/policy-statements'
import {
  isTrue,
  isValues,
  listOf,
  required,
  steadyId,
  textOr,
  textOrNull,
  textsOf,
  valuesOf,
  type Values,
} from '../../http/properties'
import { parsed } from '../../http/payload-1'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { keyResourceTypes } from './key-resources'
import { importBody } from './openapi'
import { authorizerOf, gatewayResponseOf, methodOf, stageOf } from './settings'
import { RestApi, type RestApis } from './state'

/** What of an API a template has as a resource of its own. */
interface Part {
  /** In ARNs: `resources`. */
  readonly kind: string
  id(input: ResourceInput): string
  store(api: RestApi, id: string, properties: Values): void
  forget(api: RestApi, id: string): void
  attributes?(id: string, api: RestApi): ResourceHandle['attributes']
  /** What `Ref` gives, where it is not the id. */
  ref?(id: string): string
}

export function createResourceTypes(apis: RestApis, context: ServiceContext): Readonly<Record<string, ResourceType>> {
  const { kernel, account } = context
  const newId = (name: string, length = 6): string => steadyId(kernel.seed, name, length)
  const arnOf = (rest: string): string => `arn:aws:apigateway:${account.region}::/restapis/${rest}`
  const generated =
    (kind: string) =>
    ({ generatedName }: ResourceInput): string =>
      newId(`${kind}:${generatedName}`)

  const typeOf = (part: Part): ResourceType => {
    const apply = (input: ResourceInput): ResourceHandle => {
      const apiId = required(input.properties, 'RestApiId')
      const api = apis.find(apiId)
      if (!api) throw new ResourceError(`Invalid API identifier specified ${account.accountId}:${apiId}`, ['RestApiId'])
      const id = part.id(input)
      part.store(api, id, input.properties)
      const arn = arnOf(`${apiId}/${part.kind}/${id}`)
      return { physicalId: id, arn, ref: part.ref?.(id) ?? id, attributes: part.attributes?.(id, api) ?? {} }
    }
    return {
      create: apply,
      update(existing, input) {
        const moved = !existing.arn.startsWith(arnOf(`${textOr(input.properties['RestApiId'], '')}/`))
        return moved || part.id(input) !== existing.physicalId ? null : apply(input)
      },
      delete(existing) {
        const [, apiId = ''] = /\/restapis\/([^/]+)\//.exec(existing.arn) ?? []
        const api = apis.find(apiId)
        if (api) part.forget(api, existing.physicalId)
      },
    }
  }

  return {
    ...keyResourceTypes(apis, context),
    'AWS::ApiGateway::RestApi': apiType(apis, context, newId, arnOf),
    'AWS::ApiGateway::Resource': typeOf({
      kind: 'resources',
      id: generated('resource'),
      store(api, id, given) {
        const [parentId, pathPart] = [required(given, 'ParentId'), required(given, 'PathPart')]
        if (!api.resources.has(parentId)) throw new ResourceError('Invalid Resource identifier specified', ['ParentId'])
        if (!/^(\{[\w.-]+\+?\}|[\w.:@~$!*+,()-]+)$/.test(pathPart)) {
          throw new ResourceError(
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
            ['PathPart'],
          )
        }
        const same = [...api.resources.values()].find((one) => one.parentId === parentId && one.pathPart === pathPart)
        if (same && same.id !== id) {
          throw new ResourceError(`Another resource with the same parent already has this name: ${pathPart}`, [
            'PathPart',
          ])
        }
        api.resources.set(id, { id, parentId, pathPart, methods: api.resources.get(id)?.methods ?? new Map() })
      },
      forget: (api, id) => void api.resources.delete(id),
      attributes: (id) => ({ ResourceId: id }),
    }),
    'AWS::ApiGateway::Method': typeOf({
      kind: 'methods',
      id: ({ properties }) =>
        `${required(properties, 'ResourceId')}|${required(properties, 'HttpMethod').toUpperCase()}`,
      store(api, id, given) {
        const resource = api.resources.get(id.split('|')[0] ?? '')
        if (!resource) throw new ResourceError('Invalid Resource identifier specified', ['ResourceId'])
        const method = methodOf(given, [])
        resource.methods.set(method.httpMethod, method)
      },
      forget: (api, id) => void api.resources.get(id.split('|')[0] ?? '')?.methods.delete(id.split('|')[1] ?? ''),
    }),
    'AWS::ApiGateway::Deployment': typeOf({
      kind: 'deployments',
      id: generated('deployment'),
      store(api, id, given) {
        if (![...api.resources.values()].some(({ methods }) => methods.size > 0)) {
          throw new ResourceError("The REST API doesn't contain any methods", [])
        }
        api.deployments.set(id, api.snapshot())
        const stageName = textOrNull(given['StageName'])
        if (stageName !== null) api.stages.set(stageName, stageOf(stageName, id, valuesOf(given['StageDescription'])))
      },
      forget: (api, id) => void api.deployments.delete(id),
      attributes: (id) => ({ DeploymentId: id }),
    }),
    'AWS::ApiGateway::Stage': typeOf({
      kind: 'stages',
      id: ({ properties }) => stageName(properties),
      store(api, name, given) {
        const deploymentId = textOr(given['DeploymentId'], '')
        if (!api.deployments.has(deploymentId)) {
          throw new ResourceError('Deployment id does not exist', ['DeploymentId'])
        }
        refuseOfStage(given)
        api.stages.set(name, stageOf(name, deploymentId, given))
      },
      forget: (api, name) => void api.stages.delete(name),
    }),
    'AWS::ApiGateway::Authorizer': typeOf({
      kind: 'authorizers',
      id: generated('authorizer'),
      store: (api, id, given) => void api.authorizers.set(id, authorizerOf(id, given, [])),
      forget: (api, id) => void api.authorizers.delete(id),
      attributes: (id) => ({ AuthorizerId: id }),
    }),
    'AWS::ApiGateway::RequestValidator': typeOf({
      kind: 'requestvalidators',
      id: generated('validator'),
      store: (api, id, given) =>
        void api.validators.set(id, {
          validatesBody: isTrue(given['ValidateRequestBody']),
          validatesParameters: isTrue(given['ValidateRequestParameters']),
        }),
      forget: (api, id) => void api.validators.delete(id),
      attributes: (id) => ({ RequestValidatorId: id }),
    }),
    'AWS::ApiGateway::Model': typeOf({
      kind: 'models',
      id: ({ properties, generatedName }) => textOr(properties['Name'], generatedName.replace(/[^A-Za-z0-9]/g, '')),
      store: (api, name, given) => void api.models.set(name, schemaOf(given['Schema'])),
      forget: (api, name) => void api.models.delete(name),
    }),
    'AWS::ApiGateway::GatewayResponse': typeOf({
      kind: 'gatewayresponses',
      id: ({ properties }) => required(properties, 'ResponseType'),
      store: (api, type, given) => void api.gatewayResponses.set(type, gatewayResponseOf(given)),
      forget: (api, type) => void api.gatewayResponses.delete(type),
      attributes: (id) => ({ Id: id }),
    }),
  }
}

function stageName(properties: Values): string {
  const name = required(properties, 'StageName')
  if (!/^\w{1,128}$/.test(name)) throw new ResourceError('Stage name only allows a-zA-Z0-9_', ['StageName'])
  return name
}

function refuseOfStage(given: Values): void {
  if (isTrue(given['CacheClusterEnabled'])) {
    throw new ResourceError('Caching of API Gateway is not simulated.', ['CacheClusterEnabled'])
  }
  if (given['CanarySetting'] !== undefined)
    throw new ResourceError('Canary stages are not simulated.', ['CanarySetting'])
}

/** An object, or its JSON text. */
function schemaOf(given: Values[string] | undefined): Values {
  const value = typeof given === 'string' ? parsed(given) : given
  if (!isValues(value)) throw new ResourceError('Model schema is not valid JSON', ['Schema'])
  return value
}

function apiType(
  apis: RestApis,
  { account }: ServiceContext,
  newId: (name: string, length?: number) => string,
  arnOf: (rest: string) => string,
): ResourceType {
  const handleOf = (api: RestApi): ResourceHandle => ({
    physicalId: api.id,
    arn: api.arn,
    ref: api.id,
    attributes: { RestApiId: api.id, RootResourceId: api.rootId },
    ...([...api.authorizers.values()].some(({ type }) => type === 'COGNITO_USER_POOLS') && { warnings: [COGNITO] }),
  })
  const apply = (api: RestApi, { properties, generatedName }: ResourceInput): ResourceHandle => {
    refuseOfApi(properties)
    const body = properties['Body']
    forgetImported(api)
    const before = new Set(idsOf(api))
    api.binaryMediaTypes = textsOf(properties['BinaryMediaTypes'])
    api.apiKeySource = textOr(properties['ApiKeySourceType'], 'HEADER') === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER'
    api.disableEndpoint = isTrue(properties['DisableExecuteApiEndpoint'])
    api.endpoint = endpointOf(properties)
    api.policy = null
    if (isValues(body)) importBody(api, body, (name) => newId(`${generatedName}:${name}`), ['Body'])
    if (properties['Policy'] !== undefined)
      api.policy = policyOf(properties['Policy'], account.region, account.accountId, api.id)
    else if (api.policy) api.policy = policyOf(JSON.stringify(api.policy), account.region, account.accountId, api.id)
    const info = isValues(body) ? valuesOf(body['info']) : {}
    api.name = textOr(properties['Name'] ?? info['title'], generatedName)
    api.imported = new Set(idsOf(api).filter((id) => !before.has(id)))
    return handleOf(api)
  }
  return {
    create(input) {
      const id = newId(input.generatedName, 10)
      const api = new RestApi(id, arnOf(id), newId(`${input.generatedName}:root`, 10))
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

const COGNITO = {
  message:
    'There are no user pools here: the claims of a token are checked (issuer, expiry, scopes), its signature is not.',
  path: [],
}

/** What an earlier body made is made anew. */
function forgetImported(api: RestApi): void {
  const root = api.resources.get(api.rootId)
  for (const id of api.imported) {
    const [kind = '', name = ''] = id.split(/:(.*)/s)
    if (kind === 'root') root?.methods.delete(name)
    else partsOf(api)[kind]?.delete(name)
  }
}

const partsOf = (api: RestApi): Readonly<Record<string, Map<string, unknown>>> => ({
  resource: api.resources,
  authorizer: api.authorizers,
  validator: api.validators,
  model: api.models,
  response: api.gatewayResponses,
})

const idsOf = (api: RestApi): string[] => [
  ...Object.entries(partsOf(api)).flatMap(([kind, parts]) => [...parts.keys()].map((id) => `${kind}:${id}`)),
  ...[...(api.resources.get(api.rootId)?.methods.keys() ?? [])].map((name) => `root:${name}`),
]

/** @throws ResourceError for what is not simulated */
function refuseOfApi(properties: Values): void {
  if (properties['BodyS3Location'] !== undefined) {
    throw new ResourceError('Definitions in S3 are not simulated: put the document into Body.', ['BodyS3Location'])
  }
  if (properties['CloneFrom'] !== undefined) throw new ResourceError('CloneFrom is not simulated.', ['CloneFrom'])
  if (properties['Body'] === undefined && textOrNull(properties['Name']) === null) {
    throw new ResourceError('Name is required for an API without a Body.', ['Name'])
  }
}

function endpointOf(properties: Values): RestApi['endpoint'] {
  const configuration = valuesOf(properties['EndpointConfiguration'])
  const type = textOr(
    listOf(configuration['Types'])[0] ?? valuesOf(properties['Parameters'])['endpointConfigurationTypes'],
    'EDGE',
  )
  if (type === 'PRIVATE') {
    throw new ResourceError('Private APIs are not simulated: there is no VPC to reach them from.', [
      'EndpointConfiguration',
    ])
  }
  if (type !== 'EDGE' && type !== 'REGIONAL') {
    throw new ResourceError(`${type} is no type of endpoint: EDGE or REGIONAL.`, ['EndpointConfiguration', 'Types'])
  }
  return type
}

/** `execute-api:/stage/METHOD/path` stands for the API's own ARN. @throws ResourceError */
function policyOf(given: Values[string] | undefined, region: string, accountId: string, apiId: string) {
  const text = (typeof given === 'string' ? given : JSON.stringify(given)).replaceAll(
    /"execute-api:\/([^"]*)"/g,
    (_, rest: string) => `"arn:aws:execute-api:${region}:${accountId}:${apiId}/${rest}"`,
  )
  const policy = readResourcePolicy(text)
  if (!policy) {
    throw new ResourceError(
      'Invalid policy document. Please check the policy syntax and ensure that Principals are valid.',
      ['Policy'],
    )
  }
  return policy
}
