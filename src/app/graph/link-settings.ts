import { dependencies, isMapping } from '../../cloud/aws/intrinsics'
import type { StackResource, TemplateValue } from '../../cloud/aws/template'
import { type Link, member } from './links'
import type { Fact } from './words'

type Values = Readonly<Record<string, TemplateValue>>

/** The settings of a connection as the template has them: what is not there has AWS's default. */
export function settingsOf(link: Link, resources: readonly StackResource[]): readonly Fact[] {
  const resource = resources.find(({ logicalId }) => logicalId === link.by)
  if (!resource) return []
  const values = settings(link, resource)
  return Object.entries(values)
    .filter(([, value]) => !isReference(value))
    .map(([label, value]) => ({ label, value: textOf(value) }))
}

function settings({ kind, path }: Link, { type, properties }: StackResource): Values {
  const part = (...steps: readonly (string | number)[]): Values => {
    const value = member(properties, ...steps)
    return isMapping(value) ? value : {}
  }
  switch (kind) {
    case 'mapping':
      return without(properties, 'FunctionName', 'EventSourceArn', 'DestinationConfig')
    case 'on-success':
    case 'on-failure':
      return type === 'AWS::Lambda::EventInvokeConfig'
        ? without(properties, 'FunctionName', 'Qualifier', 'DestinationConfig')
        : {}
    case 'subscription':
      return type === 'AWS::SNS::Topic' ? part(...path.slice(0, 2)) : without(properties, 'TopicArn', 'Endpoint')
    case 'rule':
      return { ...without(properties, 'Targets'), ...without(part(...path.slice(0, 2)), 'Arn', 'Id') }
    case 'schedule':
      return without(properties, 'Targets', 'Target')
    case 'notification':
      return part(...path.slice(0, 3))
    case 'dead-letter':
      return part('RedrivePolicy')
    case 'route':
      return type === 'AWS::Lambda::Url' ? properties : routes(part('Body', 'paths'))
    case 'uses':
      return type === 'AWS::Lambda::Function'
        ? { Variables: Object.keys(part('Environment', 'Variables')).join(', ') }
        : {}
    case 'sends':
      return {}
  }
}

const without = (values: Values, ...names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))

const METHODS = /^(get|post|put|patch|delete|head|options|x-amazon-apigateway-any-method)$/

const routes = (paths: Values): Values =>
  Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.keys(isMapping(methods) ? methods : {})
        .filter((method) => METHODS.test(method))
        .map((method) => (method.startsWith('x-') ? 'ANY' : method.toUpperCase()))
        .join(', '),
    ]),
  )

const isReference = (value: TemplateValue): boolean => isMapping(value) && dependencies(value).length > 0

const textOf = (value: TemplateValue): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value.join(', ')
      : JSON.stringify(value)
