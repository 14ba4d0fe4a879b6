/**
 * AWS::Serverless::LayerVersion → a layer's version, of a folder of the project.
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py (SamLayerVersion). SAM appends a hash of
 * the content to the logical id, so that a change makes a new resource; here a change replaces the version as it is.
 */

import { pick, propertiesPath, type Expansion, type SourceResource } from './expansion'

/** Taken over as they are. */
const SAME = ['Description', 'CompatibleRuntimes', 'CompatibleArchitectures', 'LicenseInfo']

export function expandLayerVersion({ logicalId, properties, dependsOn }: SourceResource): Expansion {
  return {
    amendments: [],
    resources: [
      {
        logicalId,
        type: 'AWS::Lambda::LayerVersion',
        // Without a name SAM takes the logical id.
        properties: { LayerName: properties['LayerName'] ?? logicalId, ...pick(properties, SAME) },
        dependsOn,
        origin: logicalId,
        sources: [{ prefix: [], source: propertiesPath(logicalId) }],
      },
    ],
  }
}
