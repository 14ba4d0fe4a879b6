/** CloudFormation's short forms, `!Ref X` for `{ Ref: X }`, as tags for the `yaml` package. */

import type { Tags } from 'yaml'
import type { TemplateValue } from '../../cloud/aws/template'

/** Tag → name of the function in its long form. */
export const SHORT_FORMS: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  '!And': 'Fn::And',
  '!Base64': 'Fn::Base64',
  '!Cidr': 'Fn::Cidr',
  '!Equals': 'Fn::Equals',
  '!FindInMap': 'Fn::FindInMap',
  '!ForEach': 'Fn::ForEach',
  '!GetAtt': 'Fn::GetAtt',
  '!GetAZs': 'Fn::GetAZs',
  '!If': 'Fn::If',
  '!ImportValue': 'Fn::ImportValue',
  '!Join': 'Fn::Join',
  '!Length': 'Fn::Length',
  '!Not': 'Fn::Not',
  '!Or': 'Fn::Or',
  '!Select': 'Fn::Select',
  '!Split': 'Fn::Split',
  '!Sub': 'Fn::Sub',
  '!ToJsonString': 'Fn::ToJsonString',
  '!Transform': 'Fn::Transform',
}

/** YAML 1.1 as CloudFormation reads it: without dates, binary data, ordered maps, sets, base-60 numbers and merges. */
const WITHOUT = new Set([
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:merge',
])

function templateTags(standard: Tags): Tags {
  const kept = standard.filter((tag) => {
    if (typeof tag === 'string') return true
    return !WITHOUT.has(tag.tag) && !('format' in tag && tag.format === 'TIME')
  })
  const shortForms: Tags = Object.keys(SHORT_FORMS).flatMap((tag): Tags => [
    { tag, resolve: (text: string) => text },
    { tag, collection: 'seq' },
    { tag, collection: 'map' },
  ])
  return [...kept, ...shortForms]
}

/** Options of the `yaml` package for reading and writing templates. */
export const TEMPLATE_YAML = { schema: 'yaml-1.1', version: '1.2', customTags: templateTags } as const

/** `!GetAtt A.B` → `{ 'Fn::GetAtt': ['A', 'B'] }` */
export function longForm(name: string, argument: TemplateValue): TemplateValue {
  if (name !== 'Fn::GetAtt' || typeof argument !== 'string') return { [name]: argument }
  const dot = argument.indexOf('.')
  return { [name]: dot < 0 ? [argument] : [argument.slice(0, dot), argument.slice(dot + 1)] }
}
