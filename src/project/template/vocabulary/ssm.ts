/** AWS::SSM::*. Source: CloudFormation resource reference for Systems Manager. */

import { ANYTHING, notYet, oneOf, required, simulated, TEXT, type ResourceVocabulary } from './shapes'

export const SSM_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::SSM::Parameter': {
    attributes: ['Type', 'Value'],
    properties: {
      Name: simulated({ kind: 'text', pattern: /^[a-zA-Z0-9_.\-/]+$/, maximumLength: 2048 }),
      Type: required(oneOf('String', 'StringList')),
      Value: required(TEXT),
      Description: simulated({ kind: 'text', maximumLength: 1024 }),
      AllowedPattern: simulated({ kind: 'text', maximumLength: 1024 }),
      Tier: simulated(oneOf('Standard', 'Advanced', 'Intelligent-Tiering')),
      DataType: simulated(oneOf('text', 'aws:ec2:image')),
      /** Name → value. */
      Tags: simulated({ kind: 'map', of: ANYTHING }),
      ...notYet('Policies'),
    },
  },
}
