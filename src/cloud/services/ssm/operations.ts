/**
 * The API's actions on parameters. Source: Systems Manager API Reference. Each validates, calls the state, and shapes the
 * answer.
 */

import { AwsError } from '../../aws/aws-error'
import type { Caller, Operation, ServiceContext } from '../contract'
import { chooserOf } from './filters'
import { number, records, strings, text, validate, type Input } from './input'
import * as limits from './limits'
import { arnOf, liesBelow, readName, readPath, type ParameterName } from './names'
import { putParameter } from './put-parameter'
import { SecureStrings } from './secure-strings'
import { label, latest, type Parameter, type Parameters, type ParameterVersion } from './state'
import { errors } from './wire'

/** Secrets can be read as parameters. Source: User Guide, "Referencing AWS Secrets Manager secrets". */
const SECRET_PREFIX = '/aws/reference/secretsmanager/'

export function createOperations(parameters: Parameters, context: ServiceContext): Readonly<Record<string, Operation>> {
  const secure = new SecureStrings(context)
  const reader = new Reader(parameters, secure)
  const operations = {
    PutParameter: (input: Input, caller: Caller) => putParameter({ parameters, secure }, input, caller),
    ...readingOperations(reader),
    ...deletingOperations(parameters),
    ...labellingOperations(parameters),
    ...tagOperations(parameters),
  }
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (input, caller) => {
        validate(name, input)
        return run(input, caller)
      },
    ]),
  )
}

class Reader {
  constructor(
    readonly parameters: Parameters,
    readonly secure: SecureStrings,
  ) {}

  /** What GetParameter gives. @throws AwsError ParameterNotFound, ParameterVersionNotFound, … */
  get(given: string, decrypt: boolean, caller: Caller): object {
    if (given.startsWith(SECRET_PREFIX)) return this.#secret(given, decrypt, caller)
    const name = readName(given)
    const parameter = this.parameters.find(name.key)
    if (!parameter) throw errors.notFound()
    const version = selected(parameter, name)
    return {
      ...this.describe(parameter, version, decrypt, caller),
      Name: name.shown ?? parameter.name,
      ...(name.selector !== null && { Selector: `:${name.selector}` }),
    }
  }

  describe(parameter: Parameter, version: ParameterVersion, decrypt: boolean, caller: Caller): object {
    return {
      Name: parameter.name,
      Type: version.type,
      Value: this.valueOf(parameter, version, decrypt, caller),
      Version: version.version,
      LastModifiedDate: version.modifiedAt / 1000,
      ARN: this.#arn(parameter),
      DataType: version.dataType,
    }
  }

  valueOf(parameter: Parameter, version: ParameterVersion, decrypt: boolean, caller: Caller): string {
    if (version.type !== 'SecureString' || !decrypt) return version.value
    return this.secure.open(version.value, this.#arn(parameter), caller)
  }

  #arn({ key }: Parameter): string {
    return arnOf(key, this.secure.context.account)
  }

  #secret(given: string, decrypt: boolean, caller: Caller): object {
    if (!decrypt) throw errors.secretWithoutDecryption()
    const { context } = this.secure
    let secret: Readonly<Record<string, unknown>>
    try {
      const SecretId = given.slice(SECRET_PREFIX.length)
      secret = context.call('secretsmanager', 'GetSecretValue', { SecretId }, caller) as typeof secret
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error
      throw errors.secretNotFound(given.slice(1))
    }
    return {
      Name: given,
      Type: 'SecureString',
      Value: secret['SecretString'] ?? secret['SecretBinary'],
      Version: 0,
      SourceResult: JSON.stringify({
        ARN: secret['ARN'],
        name: secret['Name'],
        versionId: secret['VersionId'],
        versionStages: secret['VersionStages'],
        createdDate: secret['CreatedDate'],
      }),
      LastModifiedDate: secret['CreatedDate'],
      ARN: arnOf(given, context.account),
      DataType: 'text',
    }
  }
}

/** @throws AwsError ParameterVersionNotFound */
function selected(parameter: Parameter, { selector, shown }: ParameterName): ParameterVersion {
  if (selector === null) return latest(parameter)
  const name = shown ?? parameter.name
  if (/^\d+$/.test(selector)) {
    const found = parameter.versions.find(({ version }) => version === Number(selector))
    if (!found) throw errors.versionNotFound(selector, name)
    return found
  }
  const found = parameter.versions.find(({ labels }) => labels.has(selector))
  if (!found) throw errors.labelNotFound(selector, name)
  return found
}

function readingOperations(reader: Reader): Record<string, Operation> {
  const { parameters } = reader
  const decrypts = (input: Input): boolean => input['WithDecryption'] === true
  return {
    GetParameter: (input, caller) => ({ Parameter: reader.get(text(input, 'Name'), decrypts(input), caller) }),

    GetParameters(input, caller) {
      const found: object[] = []
      const invalid: string[] = []
      for (const name of new Set(strings(input, 'Names'))) {
        try {
          found.push(reader.get(name, decrypts(input), caller))
        } catch (error) {
          if (!(error instanceof AwsError) || !/^Parameter(Version)?NotFound$/.test(error.code)) throw error
          invalid.push(name)
        }
      }
      return { Parameters: found, InvalidParameters: invalid }
    },

    GetParametersByPath(input, caller) {
      const path = readPath(text(input, 'Path'))
      const choose = chooserOf(input, 'path')
      const below = parameters.all().filter(({ name }) => liesBelow(name, path, input['Recursive'] === true))
      const chosen = below.flatMap((parameter) => {
        const version = choose(parameter)
        return version ? [{ parameter, version }] : []
      })
      const { page, rest } = pageOf(chosen, input, limits.PATH_RESULTS_MAX)
      return {
        Parameters: page.map(({ parameter, version }) => reader.describe(parameter, version, decrypts(input), caller)),
        ...rest,
      }
    },

    DescribeParameters(input) {
      if (input['Shared'] === true) throw errors.notSimulated('Sharing parameters (Shared)')
      const choose = chooserOf(input, 'describe')
      const chosen = parameters.all().flatMap((parameter) => {
        const version = choose(parameter)
        return version ? [{ parameter, version }] : []
      })
      const { page, rest } = pageOf(chosen, input, limits.DESCRIBE_RESULTS_MAX)
      return {
        Parameters: page.map(({ parameter, version }) => ({
          ARN: arnOf(parameter.key, reader.secure.context.account),
          ...describeVersion(parameter, version),
        })),
        ...rest,
      }
    },

    GetParameterHistory(input, caller) {
      const parameter = existing(parameters, text(input, 'Name'))
      const { page, rest } = pageOf(parameter.versions, input, limits.HISTORY_RESULTS_MAX)
      return {
        Parameters: page.map((version) => ({
          ...describeVersion(parameter, version),
          Value: reader.valueOf(parameter, version, decrypts(input), caller),
          Labels: [...version.labels],
        })),
        ...rest,
      }
    },
  }
}

/** What DescribeParameters and GetParameterHistory have in common. */
const describeVersion = (parameter: Parameter, version: ParameterVersion): object => ({
  Name: parameter.name,
  Type: version.type,
  ...(version.keyId !== null && { KeyId: version.keyId }),
  LastModifiedDate: version.modifiedAt / 1000,
  LastModifiedUser: version.modifiedBy,
  ...(version.description !== null && { Description: version.description }),
  ...(version.allowedPattern !== null && { AllowedPattern: version.allowedPattern }),
  Version: version.version,
  Tier: version.tier,
  Policies: [],
  DataType: version.dataType,
})

function deletingOperations(parameters: Parameters): Record<string, Operation> {
  return {
    DeleteParameter(input) {
      parameters.delete(existing(parameters, text(input, 'Name')))
      return {}
    },
    DeleteParameters(input) {
      const deleted: string[] = []
      const invalid: string[] = []
      for (const name of new Set(strings(input, 'Names'))) {
        const parameter = parameters.find(readName(name).key)
        if (parameter) parameters.delete(parameter)
        ;(parameter ? deleted : invalid).push(name)
      }
      return { DeletedParameters: deleted, InvalidParameters: invalid }
    },
  }
}

/** @throws AwsError ParameterNotFound */
function existing(parameters: Parameters, given: string): Parameter {
  const parameter = parameters.find(readName(given).key)
  if (!parameter) throw errors.notFound()
  return parameter
}

function labellingOperations(parameters: Parameters): Record<string, Operation> {
  const versionOf = (parameter: Parameter, input: Input): ParameterVersion => {
    const wanted = number(input, 'ParameterVersion', latest(parameter).version)
    const found = parameter.versions.find(({ version }) => version === wanted)
    if (!found) throw errors.versionNotFound(String(wanted), parameter.name)
    return found
  }
  return {
    LabelParameterVersion(input) {
      const parameter = existing(parameters, text(input, 'Name'))
      const version = versionOf(parameter, input)
      const labels = [...new Set(strings(input, 'Labels'))]
      const valid = labels.filter(isLabel)
      if (new Set([...version.labels, ...valid]).size > limits.LABELS_MAX) throw errors.labelLimit()
      label(parameter, version, valid)
      return { InvalidLabels: labels.filter((name) => !isLabel(name)), ParameterVersion: version.version }
    },
    UnlabelParameterVersion(input) {
      const parameter = existing(parameters, text(input, 'Name'))
      const version = versionOf(parameter, input)
      const labels = [...new Set(strings(input, 'Labels'))]
      const removed = labels.filter((name) => version.labels.delete(name))
      return { RemovedLabels: removed, InvalidLabels: labels.filter((name) => !removed.includes(name)) }
    },
  }
}

/** Source: User Guide, "Label requirements and restrictions". */
const isLabel = (name: string): boolean => /^[a-zA-Z_.-][a-zA-Z0-9_.-]*$/.test(name) && !/^(aws|ssm)/i.test(name)

function tagOperations(parameters: Parameters): Record<string, Operation> {
  const tagged = (input: Input): Parameter => {
    if (text(input, 'ResourceType') !== 'Parameter') throw errors.invalidResourceType()
    const id = text(input, 'ResourceId')
    const parameter = /^[a-zA-Z0-9_.\-/]+$/.test(id) ? parameters.find(readName(id).key) : undefined
    if (!parameter) throw errors.invalidResourceId()
    return parameter
  }
  return {
    AddTagsToResource(input) {
      const { tags } = tagged(input)
      const added = records(input, 'Tags').map((tag) => [text(tag, 'Key'), text(tag, 'Value')] as const)
      if (new Set([...tags.keys(), ...added.map(([name]) => name)]).size > limits.TAGS_MAX) throw errors.tooManyTags()
      for (const [name, value] of added) tags.set(name, value)
      return {}
    },
    RemoveTagsFromResource(input) {
      const { tags } = tagged(input)
      for (const name of strings(input, 'TagKeys')) tags.delete(name)
      return {}
    },
    ListTagsForResource: (input) => ({ TagList: [...tagged(input).tags].map(([Key, Value]) => ({ Key, Value })) }),
  }
}

/** One page by MaxResults and NextToken. @throws AwsError InvalidNextToken */
function pageOf<Entry>(
  entries: readonly Entry[],
  input: Input,
  usual: number,
): { readonly page: readonly Entry[]; readonly rest: object } {
  const token = text(input, 'NextToken')
  const start = token === '' ? 0 : Number(/^AAEB(\d+)$/.exec(token)?.[1] ?? NaN)
  if (Number.isNaN(start)) throw errors.invalidToken()
  const end = start + number(input, 'MaxResults', usual)
  return { page: entries.slice(start, end), rest: end < entries.length ? { NextToken: `AAEB${end}` } : {} }
}
