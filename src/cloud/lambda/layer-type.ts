/** AWS::Lambda::LayerVersion. Source: CloudFormation resource reference. A version never changes: a new one replaces it. */

import { ResourceError, type ResourceHandle, type ResourceType } from '../services/contract'
import type { Lambda } from './lambda'
import type { LayerVersion } from './layers'
import * as limits from './limits'
import { optionalText } from './properties'

export function layerVersionType(lambda: Lambda): ResourceType {
  const { layers, context } = lambda
  const handleOf = ({ arn }: LayerVersion): ResourceHandle => ({
    physicalId: arn,
    arn,
    ref: arn,
    attributes: { LayerVersionArn: arn },
  })
  return {
    create({ properties, generatedName, code }) {
      const name = optionalText(properties['LayerName']) ?? generatedName
      if (!limits.LAYER_NAME.test(name)) throw new ResourceError(`${name} is no name for a layer.`, ['LayerName'])
      if (!code) throw new ResourceError('There are no files for this layer.', ['ContentUri'])
      return handleOf(
        layers.publish({
          name,
          content: code,
          description: optionalText(properties['Description']) ?? '',
          compatibleRuntimes: texts(properties['CompatibleRuntimes']),
          compatibleArchitectures: texts(properties['CompatibleArchitectures']),
          licenseInfo: optionalText(properties['LicenseInfo']),
          createdAt: context.kernel.now,
        }),
      )
    },
    update: () => null,
    delete(existing) {
      const layer = layers.find(existing.physicalId)
      if (layer) layers.delete(layer.name, layer.version)
    },
  }
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])
