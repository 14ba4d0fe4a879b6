/** AWS::Serverless::Connector. Source: AWS SAM specification. */

import { ANYTHING, listOf, oneOf, required, type Properties, type ResourceVocabulary } from './shapes'

/** Of a connector on its own; one that is embedded has no Source. */
const CONNECTOR: Properties = {
  Source: required(ANYTHING),
  Destination: required(ANYTHING),
  Permissions: required(listOf(oneOf('Read', 'Write'))),
}

export const CONNECTOR_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Serverless::Connector': { attributes: [], properties: CONNECTOR },
}
