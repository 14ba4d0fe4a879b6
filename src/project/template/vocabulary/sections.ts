/** The words of a template around its resources. Source: CloudFormation User Guide, "Template sections"; SAM specification. */

export const TEMPLATE_SECTIONS: readonly string[] =
  'AWSTemplateFormatVersion Transform Globals Description Metadata Parameters Rules Mappings Conditions Resources Outputs Hooks'.split(
    ' ',
  )

export const RESOURCE_ATTRIBUTES: readonly string[] =
  'Type Properties DependsOn Condition Metadata DeletionPolicy UpdateReplacePolicy CreationPolicy UpdatePolicy Connectors IgnoreGlobals'.split(
    ' ',
  )

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31'
export const TRANSFORMS: readonly string[] = [SAM_TRANSFORM, 'AWS::LanguageExtensions']

export const GLOBALS_SECTIONS: readonly string[] =
  'Function Api HttpApi SimpleTable StateMachine LayerVersion CapacityProvider WebSocketApi'.split(' ')

/** Of Globals.Function: every property of the function except these. */
export const NOT_GLOBAL: ReadonlySet<string> = new Set(['Role', 'Policies', 'FunctionName', 'Events', 'InlineCode'])

export const PSEUDO_PARAMETERS: readonly string[] =
  'AWS::AccountId AWS::NoValue AWS::NotificationARNs AWS::Partition AWS::Region AWS::StackId AWS::StackName AWS::URLSuffix'.split(
    ' ',
  )
