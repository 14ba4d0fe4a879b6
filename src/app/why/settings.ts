/** The settings of the stack that rules speak of: their values now, and where they stand in template.yaml. */

import type { StackResource, TemplateValue } from '../../cloud/aws/template'
import type { ResourceNames } from '../state/resource-names'

export interface Setting {
  readonly logicalId: string
  /** From the resource's properties down; what there is of it in the template, `session.goToResource` finds. */
  readonly path: readonly (string | number)[]
  /** `MaximumRetryAttempts` */
  readonly name: string
  /** As the template has it, or AWS's default. */
  readonly value: string
  readonly isDefault: boolean
}

/** What the page knows of the stack. */
export interface Stack {
  readonly names: ResourceNames
  /** Of template.yaml as it is now, expanded. */
  readonly resources: readonly StackResource[]
}

/**
 * @param owner logical id, or how the trace names the resource
 * @param path of the property
 * @param otherwise what holds when the property is not there
 */
export function settingOf(
  stack: Stack,
  owner: string,
  path: readonly (string | number)[],
  otherwise: string,
): Setting | undefined {
  const logicalId = stack.names.find(owner)?.logicalId ?? owner
  const resource = stack.resources.find((one) => one.logicalId === logicalId)
  if (!resource) return undefined
  const value = at(resource.properties, path)
  return {
    logicalId,
    path,
    name: path.filter((step) => typeof step === 'string').at(-1) ?? resource.type,
    value: value === undefined ? otherwise : textOf(value),
    isDefault: value === undefined,
  }
}

/** A setting of the resource of a type that belongs to a function: how it is invoked asynchronously. */
export function attachedSettingOf(
  stack: Stack,
  functionName: string,
  type: string,
  path: readonly (string | number)[],
  otherwise: string,
): Setting | undefined {
  const owner = stack.names.find(functionName)?.logicalId ?? functionName
  const attached = stack.resources.find(
    (one) => one.type === type && JSON.stringify(one.properties['FunctionName'] ?? '').includes(JSON.stringify(owner)),
  )
  if (attached) return settingOf(stack, attached.logicalId, path, otherwise)
  // Where it could be written.
  const setting = settingOf(stack, owner, [], '')
  return setting && { ...setting, name: String(path.at(-1)), value: otherwise, isDefault: true }
}

function at(properties: Readonly<Record<string, TemplateValue>>, path: readonly (string | number)[]): unknown {
  let value: unknown = properties
  for (const step of path) value = (value as Readonly<Record<string | number, unknown>> | null | undefined)?.[step]
  return value
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
