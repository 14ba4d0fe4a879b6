/**
 * FunctionUrlConfig of AWS::Serverless::Function → the URL, and for AuthType NONE the two permissions that let everybody
 * in; with the logical ids that SAM gives them.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py (_construct_url_config and its
 * permissions); SAM specification, "Generated CloudFormation resources".
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Published } from './auto-publish'
import { pick, propertiesPath, type ExpandedResource, type SourceResource } from './expansion'

export function expandFunctionUrl(fn: SourceResource, published: Published | null): readonly ExpandedResource[] {
  const { logicalId, properties } = fn
  const config = properties['FunctionUrlConfig']
  if (!isMapping(config)) return []
  const path = [...propertiesPath(logicalId), 'FunctionUrlConfig']
  const made = (id: string, type: string, values: Readonly<Record<string, TemplateValue>>): ExpandedResource => ({
    logicalId: `${logicalId}${id}`,
    type,
    properties: values,
    dependsOn: published ? [published.aliasId] : [],
    origin: logicalId,
    sources: [{ prefix: [], source: path }],
  })
  const url = made('Url', 'AWS::Lambda::Url', {
    ...pick(config, ['AuthType', 'Cors', 'InvokeMode']),
    TargetFunctionArn: { Ref: logicalId },
    ...(published && { Qualifier: published.name }),
  })
  // An AuthType that only the deployment knows gets no permissions: so says SAM.
  if (config['AuthType'] !== 'NONE') return [url]
  const target = { Ref: published ? published.aliasId : logicalId }
  return [
    url,
    made('UrlPublicPermissions', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: target,
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    }),
    made('URLInvokeAllowPublicAccess', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: target,
      Principal: '*',
      InvokedViaFunctionUrl: true,
    }),
  ]
}
