/**
 * A stack as CloudFormation sees it once SAM is expanded: plain resources whose property values may still hold
 * intrinsic functions in their long form (`{ Ref }`, `{ 'Fn::GetAtt': [id, attribute] }`, `{ 'Fn::Sub': … }`, …).
 */

export type TemplateValue =
  string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue }

export interface StackResource {
  readonly logicalId: string
  /** `AWS::SQS::Queue`, `AWS::Lambda::Function`, … never `AWS::Serverless::*`. */
  readonly type: string
  readonly properties: Readonly<Record<string, TemplateValue>>
  readonly dependsOn: readonly string[]
  /** The logical id in the user's template that this came from (its own, or the SAM resource that made it). */
  readonly origin: string
  /** DeletionPolicy: Retain: what it made stays when the resource leaves the stack. */
  readonly retained?: true
}

export interface StackModel {
  readonly stackName: string
  readonly resources: readonly StackResource[]
  readonly parameters: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, TemplateValue>>
}

/** A complaint about one value of the stack, found by the service that would own it. The template's owner adds the line. */
export interface ResourceDiagnostic {
  readonly severity: 'error' | 'warning'
  readonly logicalId: string
  /** From `properties` down: `['RedrivePolicy', 'maxReceiveCount']`; empty for the resource as a whole. */
  readonly path: readonly (string | number)[]
  readonly code: string
  readonly message: string
  readonly hint?: string
}
