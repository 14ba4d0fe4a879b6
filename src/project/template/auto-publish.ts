/**
 * AutoPublishAlias: a version that is published whenever the code changes, and an alias that leads to it; everything
 * that SAM connects to the function is connected to the alias.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py (_construct_version,
 * _construct_alias) and docs/safe_lambda_deployments.rst. The version's logical id ends in ten hexadecimal digits of the
 * SHA-256 of where the code is, or of all properties with AutoPublishAliasAllProperties. On AWS the place of the code
 * names its content; here it does not, so the version keeps its logical id and is published again.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import {
  pick,
  propertiesPath,
  type Amendment,
  type ExpandedResource,
  type Expansion,
  type SourceResource,
} from './expansion'
import type { Findings } from './findings'

export interface Published {
  /** The alias's name. */
  readonly name: string
  readonly aliasId: string
  readonly versionId: string
  readonly resources: readonly ExpandedResource[]
}

/** Null when the function is not published by itself. */
export function autoPublished(fn: SourceResource, findings: Findings): Published | null {
  const { logicalId, properties } = fn
  const name = properties['AutoPublishAlias']
  const path = [...propertiesPath(logicalId), 'AutoPublishAlias']
  if (name === undefined || name === null) {
    if (properties['ProvisionedConcurrencyConfig'] !== undefined) {
      // SAM's own spelling.
      const message = `Resource with id [${logicalId}] is invalid. To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function`
      const at = [...propertiesPath(logicalId), 'ProvisionedConcurrencyConfig']
      findings.error({ code: 'missing-property', message, path: at, on: 'key' })
    }
    return null
  }
  if (typeof name !== 'string' || !/^(?!\d+$)[A-Za-z0-9-_]+$/.test(name)) {
    const message = `Resource with id [${logicalId}] is invalid. 'AutoPublishAlias' must be a string or a Ref to a template parameter`
    findings.error({ code: 'invalid-value', message, path })
    return null
  }
  const all = properties['AutoPublishAliasAllProperties'] === true
  const code = properties['AutoPublishCodeSha256'] ?? properties['CodeUri'] ?? properties['InlineCode'] ?? null
  const digest = bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(all ? properties : code))))
  const versionId = `${logicalId}Version${digest.slice(0, 10)}`
  // SAM leaves out what logical ids may not have.
  const aliasId = `${logicalId}Alias${name.replace(/[^A-Za-z0-9]/g, '')}`
  const made = { dependsOn: [], origin: logicalId, sources: [{ prefix: [], source: path }] }
  const version: ExpandedResource = {
    ...made,
    logicalId: versionId,
    type: 'AWS::Lambda::Version',
    properties: {
      FunctionName: { Ref: logicalId },
      ...(properties['VersionDescription'] !== undefined && { Description: properties['VersionDescription'] }),
    },
    ...(properties['VersionDeletionPolicy'] !== 'Delete' && { retained: true }),
  }
  const alias: ExpandedResource = {
    ...made,
    logicalId: aliasId,
    type: 'AWS::Lambda::Alias',
    properties: {
      Name: name,
      FunctionName: { Ref: logicalId },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      ...pick(properties, ['ProvisionedConcurrencyConfig']),
    },
  }
  return { name, aliasId, versionId, resources: [version, alias] }
}

/** What events make of the function, made of its alias. */
export function towardsAlias(functionId: string, { aliasId }: Published, expansion: Expansion): Expansion {
  const redirected = (value: TemplateValue): TemplateValue => {
    if (Array.isArray(value)) return (value as readonly TemplateValue[]).map(redirected)
    if (!isMapping(value)) return value
    if (value['Ref'] === functionId) return { Ref: aliasId }
    const attribute = value['Fn::GetAtt']
    if (Array.isArray(attribute) && attribute[0] === functionId && attribute[1] === 'Arn') return { Ref: aliasId }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, redirected(entry)]))
  }
  const toAlias = (resource: ExpandedResource): ExpandedResource => ({
    ...resource,
    properties: redirected(resource.properties) as ExpandedResource['properties'],
  })
  return {
    resources: expansion.resources.map(toAlias),
    amendments: expansion.amendments.map(({ logicalId, amend }): Amendment => ({
      logicalId,
      amend(resource) {
        const amended = amend(resource)
        // What the template itself says of the function stays as it is said.
        const changed = Object.keys(amended.properties).filter(
          (name) => amended.properties[name] !== resource.properties[name],
        )
        const redirectedOnes = redirected(pick(amended.properties, changed)) as ExpandedResource['properties']
        return { ...amended, properties: { ...amended.properties, ...redirectedOnes } }
      },
    })),
  }
}

/** `Ref: Function.Alias`, `Ref: Function.Version`, `Ref: Api.Stage` are SAM's names for what it made. */
export function resolveSamNames(resources: readonly ExpandedResource[]): (value: TemplateValue) => TemplateValue {
  const names = new Map<string, string>()
  for (const { logicalId, type, origin } of resources) {
    if (logicalId === origin) continue
    if (type === 'AWS::Lambda::Alias') names.set(`${origin}.Alias`, logicalId)
    if (type === 'AWS::Lambda::Version') names.set(`${origin}.Version`, logicalId)
    if (type === 'AWS::ApiGateway::Stage') names.set(`${origin}.Stage`, logicalId)
    if (type === 'AWS::ApiGateway::Deployment') names.set(`${origin}.Deployment`, logicalId)
  }
  const resolved = (value: TemplateValue): TemplateValue => {
    if (Array.isArray(value)) return (value as readonly TemplateValue[]).map(resolved)
    if (!isMapping(value)) return value
    const name = typeof value['Ref'] === 'string' ? names.get(value['Ref']) : undefined
    if (name !== undefined) return { Ref: name }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry)]))
  }
  return names.size === 0 ? (value) => value : resolved
}
