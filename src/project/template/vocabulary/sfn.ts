/** AWS::StepFunctions::*. Source: CloudFormation resource reference for AWS Step Functions. */

import { accepted, ANYTHING, notYet, oneOf, required, simulated, TEXT, type ResourceVocabulary } from './shapes'

export const SFN_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::StepFunctions::StateMachine': {
    attributes: ['Arn', 'Name'],
    properties: {
      RoleArn: required(TEXT),
      StateMachineName: simulated(TEXT),
      StateMachineType: simulated(oneOf('STANDARD', 'EXPRESS')),
      Definition: simulated(ANYTHING),
      DefinitionString: simulated(TEXT),
      DefinitionSubstitutions: simulated(ANYTHING),
      ...accepted('EncryptionConfiguration LoggingConfiguration Tags TracingConfiguration'),
      ...notYet('DefinitionS3Location'),
    },
  },
}
