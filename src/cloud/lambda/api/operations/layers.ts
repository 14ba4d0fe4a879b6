/** Layers and their versions. Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite). */

import { parseArn } from '../../../aws/arn'
import { isoTimestamp } from '../../../aws/timestamps'
import type { Operation, ServiceContext } from '../../../services/contract'
import type { Lambda } from '../../lambda'
import type { LayerVersion } from '../../layers'
import * as limits from '../../limits'
import { optionalText, page, record, text, type Input } from '../input'
import { factsOf } from '../package'
import { errors } from '../wire'
import { packageOf } from './functions'

export function layerOperations(lambda: Lambda, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { layers } = lambda
  const versionOf = (input: Input): LayerVersion => {
    const number = Number(input['VersionNumber'])
    if (number < 1) throw errors.invalidParameter('Layer Version Cannot be less than 1.')
    const found = layers.version(nameOf(input), number)
    if (!found) throw errors.resourceNotFound()
    return found
  }
  return {
    PublishLayerVersion(input, caller) {
      const content = packageOf(context, record(input, 'Content'), caller)
      const layer = layers.publish({
        name: nameOf(input),
        content,
        description: text(input, 'Description'),
        compatibleRuntimes: texts(input['CompatibleRuntimes']),
        compatibleArchitectures: texts(input['CompatibleArchitectures']),
        licenseInfo: optionalText(input, 'LicenseInfo') ?? null,
        createdAt: context.kernel.now,
      })
      return described(layer, context.account.region)
    },
    GetLayerVersion: (input) => described(versionOf(input), context.account.region),
    GetLayerVersionByArn(input) {
      const found = layers.find(text(input, 'Arn'))
      if (!found) throw errors.resourceNotFound()
      return described(found, context.account.region)
    },
    ListLayers(input) {
      const { items, NextMarker } = page(layers.latest().filter(fits(input)), input, limits.LIST_PAGE_MAX)
      return {
        Layers: items.map((layer) => ({
          LayerName: layer.name,
          LayerArn: layer.layerArn,
          LatestMatchingVersion: listed(layer),
        })),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },
    ListLayerVersions(input) {
      const versions = layers.versions(nameOf(input)).filter(fits(input))
      const { items, NextMarker } = page(versions, input, limits.LIST_PAGE_MAX)
      return { LayerVersions: items.map(listed), ...(NextMarker !== undefined && { NextMarker }) }
    },
    /** One that is gone is no error; functions that use it go on. */
    DeleteLayerVersion(input) {
      const number = Number(input['VersionNumber'])
      if (number < 1) throw errors.invalidParameter('Layer Version Cannot be less than 1.')
      layers.delete(nameOf(input), number)
      return {}
    },
  }
}

/** A name, or the ARN of the layer. */
function nameOf(input: Input): string {
  const name = text(input, 'LayerName')
  return parseArn(name)?.resource.split(':')[1] ?? name
}

const fits =
  (input: Input) =>
  ({ compatibleRuntimes, compatibleArchitectures }: LayerVersion): boolean => {
    const runtime = optionalText(input, 'CompatibleRuntime')
    const architecture = optionalText(input, 'CompatibleArchitecture')
    return (
      (runtime === undefined || compatibleRuntimes.includes(runtime)) &&
      (architecture === undefined || compatibleArchitectures.includes(architecture))
    )
  }

function listed(layer: LayerVersion): object {
  const { compatibleRuntimes, compatibleArchitectures, licenseInfo } = layer
  return {
    LayerVersionArn: layer.arn,
    Version: layer.version,
    Description: layer.description,
    CreatedDate: isoTimestamp(layer.createdAt).replace('Z', '+0000'),
    ...(compatibleRuntimes.length > 0 && { CompatibleRuntimes: compatibleRuntimes }),
    ...(compatibleArchitectures.length > 0 && { CompatibleArchitectures: compatibleArchitectures }),
    ...(licenseInfo !== null && { LicenseInfo: licenseInfo }),
  }
}

function described(layer: LayerVersion, region: string): object {
  const { size, sha256 } = factsOf(layer.content)
  return {
    // There is no archive to load here: the address is one that nobody answers.
    Content: { Location: `https://${region}-coldstart.invalid/${sha256}`, CodeSha256: sha256, CodeSize: size },
    LayerArn: layer.layerArn,
    ...listed(layer),
  }
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])
