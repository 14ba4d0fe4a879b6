/** What the two sides of a comparison are: a version of the files, with some properties of the template changed. */

import type { ProjectFiles } from '../../project/model'
import type { TemplateValue } from '../../cloud/aws/template'
import { TemplateDocument, type TemplatePath } from '../../project/template/document'
import { setValue } from '../../project/template/edit'

export interface Change {
  /** From `Resources` down, with dots: `ProcessOrders.Properties.MemorySize`. */
  readonly path: string
  /** As it is written in the field: JSON, or a text. */
  readonly value: string
}

export interface Variant {
  /** Which files: `current`, `deployed`, or a snapshot's number. */
  readonly code: string
  readonly changes: readonly Change[]
}

export interface Setting {
  readonly path: string
  readonly label: string
  /** In the template now; null when it has its default. */
  readonly value: string | null
}

const TEMPLATE = 'template.yaml'

/** @throws TemplateEditError */
export function filesOf(files: ProjectFiles, changes: readonly Change[]): ProjectFiles {
  const text = changes.reduce(
    (before, { path, value }) => setValue(before, ['Resources', ...path.split('.')], valueOf(value)),
    files[TEMPLATE] ?? '',
  )
  return { ...files, [TEMPLATE]: text }
}

function valueOf(text: string): TemplateValue {
  try {
    return JSON.parse(text) as TemplateValue
  } catch {
    return text
  }
}

const FUNCTION = ['AWS::Serverless::Function', 'AWS::Lambda::Function']
const BATCHES = ['BatchSize', 'MaximumBatchingWindowInSeconds']
const POLLED = ['SQS', 'Kinesis', 'DynamoDB', 'MSK', 'MQ', 'SelfManagedKafka', 'DocumentDB']

/** What people compare most often, of each resource of the template. */
export function settingsOf(templateText: string): readonly Setting[] {
  const resources = at(new TemplateDocument(templateText, TEMPLATE).value, ['Resources'])
  if (!isMap(resources)) return []
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const type = at(resource, ['Type'])
    const paths: TemplatePath[] = []
    if (FUNCTION.includes(String(type))) {
      paths.push(['MemorySize'], ['Timeout'], ['ReservedConcurrentExecutions'])
      if (type === 'AWS::Serverless::Function') paths.push(['EventInvokeConfig', 'MaximumRetryAttempts'])
      const events = at(resource, ['Properties', 'Events'])
      for (const [name, event] of isMap(events) ? Object.entries(events) : []) {
        const source = String(at(event, ['Type']))
        if (!POLLED.includes(source)) continue
        paths.push(...BATCHES.map((property) => ['Events', name, 'Properties', property]))
        if (source === 'SQS') paths.push(['Events', name, 'Properties', 'ScalingConfig', 'MaximumConcurrency'])
        if (['Kinesis', 'DynamoDB'].includes(source)) {
          paths.push(
            ...['ParallelizationFactor', 'MaximumRetryAttempts'].map((one) => ['Events', name, 'Properties', one]),
          )
        }
      }
    }
    if (type === 'AWS::Lambda::EventSourceMapping') {
      paths.push(...BATCHES.map((property) => [property]), ['MaximumRetryAttempts'])
    }
    if (type === 'AWS::Lambda::EventInvokeConfig') paths.push(['MaximumRetryAttempts'], ['MaximumEventAgeInSeconds'])
    if (type === 'AWS::SQS::Queue') paths.push(['VisibilityTimeout'], ['RedrivePolicy', 'maxReceiveCount'])
    return paths.map((path) => {
      const value = at(resource, ['Properties', ...path])
      return {
        path: [logicalId, 'Properties', ...path].join('.'),
        label: `${logicalId} · ${path.filter((step) => !['Events', 'Properties'].includes(String(step))).join(' ')}`,
        value: value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value),
      }
    })
  })
}

const isMap = (value: TemplateValue | undefined): value is Readonly<Record<string, TemplateValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function at(value: TemplateValue | undefined, path: TemplatePath): TemplateValue | undefined {
  let found = value
  for (const step of path) found = isMap(found) ? found[String(step)] : undefined
  return found
}

/** In a few words. */
export const variantText = (
  { code, changes }: Variant,
  codes: readonly { readonly id: string; readonly text: string }[],
): string =>
  [
    ...(code === 'current' ? [] : [codes.find(({ id }) => id === code)?.text ?? code]),
    ...changes.map(({ path, value }) => `${path.replace('.Properties', '')} = ${value}`),
  ].join(', ') || 'as it is'
