/** Where AWS describes a type and its properties. Source: the addresses of CloudFormation's and SAM's references. */

const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/'
const SAM = 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/'

/** @param type `AWS::SQS::Queue` @param property of its top level */
export function pageOfType(type: string, property?: string): string {
  const [, service = '', name = ''] = type.toLowerCase().split('::')
  if (service === 'serverless') {
    return `${SAM}sam-resource-${name}.html${property === undefined ? '' : `#sam-${name}-${property.toLowerCase()}`}`
  }
  const anchor = property === undefined ? '' : `#cfn-${service}-${name}-${property.toLowerCase()}`
  return `${CLOUDFORMATION}aws-resource-${service}-${name}.html${anchor}`
}

/** @param event `SQS`, a type of event of SAM */
export function pageOfEvent(event: string): string {
  return `${SAM}sam-property-function-${event.toLowerCase()}.html`
}

export const PAGES = {
  globals: `${SAM}sam-specification-template-anatomy-globals.html`,
  policyTemplates: `${SAM}serverless-policy-template-list.html`,
  esbuild: `${SAM}serverless-sam-cli-using-build-typescript.html`,
  functions: `${CLOUDFORMATION}intrinsic-function-reference.html`,
  attributes: `${CLOUDFORMATION}aws-product-attribute-reference.html`,
  sections: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html',
} as const
