/** AWS::StepFunctions::*. Source: CloudFormation resource reference for AWS Step Functions. */

import {
  accepted,
  ANYTHING,
  kept,
  keptAs,
  NOT_ENCRYPTED,
  notYet,
  oneOf,
  required,
  simulated,
  TEXT,
  type ResourceVocabulary,
} from './shapes'

const NOT_RUN = 'state machines do not run'

export const SFN_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::StepFunctions::StateMachine': {
    attributes: ['Arn', 'Name'],
    properties: {
      RoleArn: required(TEXT),
      StateMachineName: simulated(TEXT),
      StateMachineType: simulated(oneOf('STANDARD', 'EXPRESS')),
      Definition: keptAs(ANYTHING, NOT_RUN),
      DefinitionString: keptAs(TEXT, NOT_RUN),
      DefinitionSubstitutions: simulated(ANYTHING),
      ...accepted('Tags'),
      ...kept('EncryptionConfiguration', NOT_ENCRYPTED),
      ...kept('LoggingConfiguration TracingConfiguration', NOT_RUN),
      ...notYet('DefinitionS3Location'),
    },
  },
}
