/** The template's top level. Error texts: CloudFormation's. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import { SAM_TRANSFORM, TEMPLATE_SECTIONS, TRANSFORMS } from './vocabulary'

export function checkSections(template: Values, findings: Findings): void {
  for (const name of Object.keys(template)) {
    if (TEMPLATE_SECTIONS.includes(name)) continue
    const message = `Invalid template property or properties [${name}]`
    findings.error({
      code: 'unknown-section',
      message,
      path: [name],
      on: 'key',
      hint: suggestion(name, TEMPLATE_SECTIONS),
    })
  }
  for (const name of ['Rules', 'Hooks']) {
    if (template[name] === undefined) continue
    const message = `The section ${name} has no effect here.`
    findings.warning({ code: 'not-simulated', message, path: [name], on: 'key' })
  }
  const version = template['AWSTemplateFormatVersion']
  if (version !== undefined && version !== '2010-09-09') {
    const message = `Template format error: unsupported value for AWSTemplateFormatVersion.`
    findings.error({
      code: 'format-version',
      message,
      path: ['AWSTemplateFormatVersion'],
      hint: "It can only be '2010-09-09'.",
    })
  }
  const { Resources: resources } = template
  if (resources === undefined || resources === null || (isMapping(resources) && Object.keys(resources).length === 0)) {
    const message = 'Template format error: At least one Resources member must be defined.'
    findings.error({ code: 'no-resources', message, path: ['Resources'], on: 'key' })
  }
  checkTransforms(template, findings)
}

function checkTransforms({ Transform: given, Resources: resources }: Values, findings: Findings): void {
  const transforms: readonly (TemplateValue | undefined)[] = Array.isArray(given)
    ? given
    : given === undefined
      ? []
      : [given]
  for (const [index, transform] of transforms.entries()) {
    if (typeof transform === 'string' && TRANSFORMS.includes(transform)) continue
    const name = typeof transform === 'string' ? transform : JSON.stringify(transform)
    const path = Array.isArray(given) ? ['Transform', index] : ['Transform']
    const hint = suggestion(name, TRANSFORMS)
    findings.error({ code: 'unknown-transform', message: `No transform named ${name} found.`, path, hint })
  }
  if (transforms.includes(SAM_TRANSFORM)) return
  const members = isMapping(resources) ? Object.entries(resources) : []
  const serverless = members.find(([, one]) => isMapping(one) && String(one['Type']).startsWith('AWS::Serverless::'))
  if (!serverless || !isMapping(serverless[1])) return
  findings.error({
    code: 'missing-transform',
    message: `Template format error: Unrecognized resource types: [${String(serverless[1]['Type'])}]`,
    path: ['Resources', serverless[0], 'Type'],
    hint: `Add the line \`Transform: ${SAM_TRANSFORM}\` at the top.`,
  })
}
