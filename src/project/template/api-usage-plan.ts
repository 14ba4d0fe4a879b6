/**
 * `Auth.UsagePlan` of AWS::Serverless::Api: a plan and a key for the API, or for all APIs that share one.
 * Source: aws/serverless-application-model, samtranslator/model/api/api_generator.py: logical ids.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import { pick, propertiesPath, type ExpandedResource, type SourceResource, type Values } from './expansion'

const planOf = ({ properties }: SourceResource): Values => {
  const auth = properties['Auth']
  const plan = isMapping(auth) ? auth['UsagePlan'] : undefined
  return isMapping(plan) ? plan : {}
}

const stageOf = ({ logicalId, properties }: SourceResource, stageId?: string): Values => ({
  ApiId: { Ref: logicalId },
  Stage: { Ref: stageId ?? `${logicalId}${String(properties['StageName'] ?? '')}Stage` },
})

export function usagePlan(
  api: SourceResource,
  stageId: string,
  all: readonly SourceResource[],
): readonly ExpandedResource[] {
  const given = planOf(api)
  const kind = given['CreateUsagePlan']
  if (kind !== 'PER_API' && kind !== 'SHARED') return []
  const sharing = all.filter(
    (one) => one.type === 'AWS::Serverless::Api' && planOf(one)['CreateUsagePlan'] === 'SHARED',
  )
  // The first of those that share a plan makes it.
  if (kind === 'SHARED' && sharing[0]?.logicalId !== api.logicalId) return []
  const prefix = kind === 'SHARED' ? 'Serverless' : api.logicalId
  const stages = kind === 'SHARED' ? sharing.map((one) => stageOf(one)) : [stageOf(api, stageId)]
  const made = {
    dependsOn: [],
    origin: api.logicalId,
    sources: [{ prefix: [], source: [...propertiesPath(api.logicalId), 'Auth', 'UsagePlan'] }],
  }
  return [
    {
      ...made,
      logicalId: `${prefix}UsagePlan`,
      type: 'AWS::ApiGateway::UsagePlan',
      properties: { ApiStages: stages, ...pick(given, ['Quota', 'Throttle', 'UsagePlanName']) },
    },
    {
      ...made,
      logicalId: `${prefix}ApiKey`,
      type: 'AWS::ApiGateway::ApiKey',
      properties: { Enabled: true },
    },
    {
      ...made,
      logicalId: `${prefix}UsagePlanKey`,
      type: 'AWS::ApiGateway::UsagePlanKey',
      properties: {
        KeyId: { Ref: `${prefix}ApiKey` },
        KeyType: 'API_KEY',
        UsagePlanId: { Ref: `${prefix}UsagePlan` },
      },
    },
  ]
}
