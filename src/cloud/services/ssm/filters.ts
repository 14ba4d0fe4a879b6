/** Filters of DescribeParameters and GetParametersByPath. Source: Systems Manager API Reference, ParameterStringFilter. */

import { records, strings, text, type Input } from './input'
import { liesBelow, readPath } from './names'
import { latest, type Parameter, type ParameterVersion } from './state'
import { errors } from './wire'

/** Whether a parameter is chosen; for the Label filter also which version. */
export type Chooser = (parameter: Parameter) => ParameterVersion | null

interface Filter {
  readonly key: string
  readonly option: string
  readonly values: readonly string[]
}

const TEXT_OPTIONS = ['BeginsWith', 'Equals']
const KEYS = {
  describe: ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'],
  path: ['Type', 'KeyId', 'Label'],
} as const

/** @throws AwsError InvalidFilterKey, InvalidFilterOption, ValidationException */
export function chooserOf(input: Input, where: keyof typeof KEYS): Chooser {
  const plain = records(input, 'Filters')
  const given = records(input, 'ParameterFilters')
  if (plain.length > 0 && given.length > 0) throw errors.bothFilters()
  const filters = [
    ...plain.map((filter) => ({ key: text(filter, 'Key'), option: 'BeginsWith', values: strings(filter, 'Values') })),
    ...given.map((filter) => readFilter(filter, where)),
  ]
  const repeated = filters.find(({ key }, index) => filters.findIndex((other) => other.key === key) !== index)
  if (repeated) throw errors.filterTwice(repeated.key)
  const labels = filters.find(({ key }) => key === 'Label')?.values
  return (parameter) => {
    const version = labels
      ? parameter.versions.findLast((one) => labels.some((label) => one.labels.has(label)))
      : latest(parameter)
    return version && filters.every((filter) => fits(filter, parameter, version)) ? version : null
  }
}

function readFilter(input: Input, where: keyof typeof KEYS): Filter {
  const key = text(input, 'Key')
  const isTag = key.startsWith('tag:')
  if (where === 'path' ? !KEYS.path.includes(key as never) : !isTag && !KEYS.describe.includes(key as never)) {
    throw errors.invalidFilterKey(key, KEYS[where])
  }
  const option = text(input, 'Option') || (key === 'Path' ? 'OneLevel' : 'Equals')
  const valid = optionsOf(key, isTag)
  if (!valid.includes(option)) throw errors.invalidFilterOption(option, valid)
  const values = strings(input, 'Values')
  if (values.length === 0 && !isTag) throw errors.filterValuesMissing(key)
  demandValues(key, values)
  return { key, option, values }
}

function optionsOf(key: string, isTag: boolean): readonly string[] {
  if (key === 'Path') return ['OneLevel', 'Recursive']
  if (key === 'Name') return [...TEXT_OPTIONS, 'Contains']
  return isTag || key === 'Label' ? ['Equals'] : TEXT_OPTIONS
}

function demandValues(key: string, values: readonly string[]): void {
  const known =
    key === 'Type'
      ? ['String', 'StringList', 'SecureString']
      : key === 'Tier'
        ? ['Standard', 'Advanced', 'Intelligent-Tiering']
        : null
  const unknown = known && values.find((value) => !known.includes(value))
  if (known && unknown !== undefined && unknown !== null) throw errors.invalidFilterValue(unknown, known)
  if (key !== 'Path') return
  for (const path of values) {
    if (/^\/(aws|ssm)/i.test(path)) throw errors.filterNamePrefix()
    readPath(path)
  }
}

function fits({ key, option, values }: Filter, parameter: Parameter, version: ParameterVersion): boolean {
  const is = (actual: string | null): boolean =>
    actual !== null && values.some((value) => (option === 'Equals' ? actual === value : actual.startsWith(value)))
  switch (key) {
    case 'Name': {
      const slashed = (name: string): string => (name.startsWith('/') ? name : `/${name}`)
      const name = slashed(parameter.name)
      if (option === 'Contains') return values.some((value) => name.includes(value))
      return values.some((value) => (option === 'Equals' ? name === slashed(value) : name.startsWith(slashed(value))))
    }
    case 'Path':
      return values.some((path) => liesBelow(parameter.name, readPath(path), option === 'Recursive'))
    case 'Type':
      return is(version.type)
    case 'KeyId':
      return is(version.keyId)
    case 'Tier':
      return is(version.tier)
    case 'DataType':
      return is(version.dataType)
    case 'Label':
      return true
    default: {
      const value = parameter.tags.get(key.slice('tag:'.length))
      return value !== undefined && (values.length === 0 || values.includes(value))
    }
  }
}
