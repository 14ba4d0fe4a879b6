/**
 * `Auth.ResourcePolicy` of AWS::Serverless::Api → the API's policy.
 * Source: aws/serverless-application-model, samtranslator/swagger/swagger.py: statements and their order.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'

export function resourcePolicy(auth: Values, paths: readonly string[], stageName: string): Values | null {
  const given = auth['ResourcePolicy']
  if (!isMapping(given)) return null
  const list = (name: string): readonly TemplateValue[] => {
    const value = given[name]
    return Array.isArray(value) ? (value as TemplateValue[]) : value === undefined ? [] : [value]
  }
  // Every method of every path.
  const resources = paths.map((path) => `execute-api:/${stageName}/*${path.replace(/\{[^}]+\}/g, '*')}`)
  const statement = (Effect: string, more: Values = {}): Values => ({
    Effect,
    Action: 'execute-api:Invoke',
    Resource: resources,
    Principal: '*',
    ...more,
  })
  const accounts = (names: readonly TemplateValue[]): Values => ({
    Principal: { AWS: names.map((account) => `arn:aws:iam::${String(account)}:root`) },
  })
  const ip = (operator: string, ranges: readonly TemplateValue[]): Values => ({
    Condition: { [operator]: { 'aws:SourceIp': ranges } },
  })
  const [allowed, denied] = [list('AwsAccountWhitelist'), list('AwsAccountBlacklist')]
  const [inside, outside] = [list('IpRangeWhitelist'), list('IpRangeBlacklist')]
  const statements = [
    ...(allowed.length > 0 ? [statement('Allow', accounts(allowed))] : []),
    ...(denied.length > 0 ? [statement('Deny', accounts(denied))] : []),
    ...(inside.length > 0 || outside.length > 0 ? [statement('Allow')] : []),
    ...(inside.length > 0 ? [statement('Deny', ip('NotIpAddress', inside))] : []),
    ...(outside.length > 0 ? [statement('Deny', ip('IpAddress', outside))] : []),
    ...list('CustomStatements'),
  ]
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : null
}
