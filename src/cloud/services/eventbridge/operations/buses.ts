/** CreateEventBus and its like; permissions. Source: EventBridge API Reference. */

import { checkConstraints, type Constraints } from '../../../aws/constraints'
import type { PolicyDocument, PolicyStatement } from '../../../aws/policy'
import type { Operation, ServiceContext } from '../../contract'
import type { Buses } from '../buses'
import { byteLength } from '../events'
import { busNameOf, page, PAGING, pick, PREFIX, record, records, text, type Input } from '../input'
import * as limits from '../limits'
import type { BusSettings, EventBus } from '../state'
import { errors } from '../wire'
import { setTags, TAGS } from './tags'

const SETTINGS: Constraints = {
  Description: { length: [0, limits.DESCRIPTION_LENGTH_MAX] },
  KmsKeyIdentifier: { length: [0, 2048] },
  DeadLetterConfig: { members: { Arn: { length: [1, 1600] } } },
  LogConfig: {
    members: { IncludeDetail: { values: ['NONE', 'FULL'] }, Level: { values: ['OFF', 'ERROR', 'INFO', 'TRACE'] } },
  },
}

export function busOperations(buses: Buses, { account, kernel }: ServiceContext): Readonly<Record<string, Operation>> {
  return {
    CreateEventBus(input) {
      checkConstraints(input, { Name: { required: true, ...limits.BUS_NAME }, ...SETTINGS, Tags: TAGS })
      const name = text(input, 'Name') ?? ''
      if (text(input, 'EventSourceName') !== undefined || name.startsWith('aws.partner/')) {
        throw errors.invalidParameter('EventSourceName', 'Partner event sources are not simulated.')
      }
      if (name.includes('/')) throw errors.invalidParameter('Name', "Event bus name must not contain '/'.")
      const bus = buses.create(name, settingsOf(input))
      setTags(bus.tags, records(input, 'Tags'))
      return { EventBusArn: bus.arn, ...shownSettings(bus.settings) }
    },

    DeleteEventBus(input) {
      checkConstraints(input, { Name: { required: true, ...limits.BUS_NAME } })
      buses.delete(busNameOf(input, 'Name'))
      return {}
    },

    DescribeEventBus(input) {
      checkConstraints(input, { Name: limits.BUS_NAME_OR_ARN })
      const bus = buses.named(busNameOf(input, 'Name'))
      const { LogConfig, KmsKeyIdentifier, DeadLetterConfig } = shownSettings(bus.settings)
      return {
        ...summaryOf(bus),
        ...pick({ LogConfig, KmsKeyIdentifier, DeadLetterConfig }, 'LogConfig', 'KmsKeyIdentifier', 'DeadLetterConfig'),
      }
    },

    ListEventBuses(input) {
      checkConstraints(input, { ...PREFIX(limits.BUS_NAME), ...PAGING })
      const prefix = text(input, 'NamePrefix') ?? ''
      const { entries, token } = page(
        input,
        buses.all().filter(({ name }) => name.startsWith(prefix)),
      )
      return { EventBuses: entries.map(summaryOf), ...token }
    },

    UpdateEventBus(input) {
      checkConstraints(input, { Name: limits.BUS_NAME, ...SETTINGS })
      const bus = buses.named(busNameOf(input, 'Name'))
      bus.settings = { ...bus.settings, ...settingsOf(input) }
      bus.modifiedAt = kernel.now
      return { Arn: bus.arn, Name: bus.name, ...shownSettings(bus.settings) }
    },

    PutPermission(input) {
      checkConstraints(input, {
        EventBusName: limits.BUS_NAME,
        Action: { length: [1, 64], pattern: 'events:[a-zA-Z]+' },
        Principal: { length: [1, 12], pattern: '(\\d{12}|\\*)' },
        StatementId: limits.STATEMENT_ID,
        Condition: { members: { Type: { required: true }, Key: { required: true }, Value: { required: true } } },
      })
      const bus = buses.named(busNameOf(input))
      const policy = text(input, 'Policy')
      const changed = policy === undefined ? withStatement(bus, statementOf(input, bus)) : parsePolicy(policy)
      if (byteLength(JSON.stringify(changed)) > limits.POLICY_BYTES_MAX) throw errors.policyTooLong()
      bus.policy = changed
      bus.modifiedAt = kernel.now
      return {}
    },

    RemovePermission(input) {
      checkConstraints(input, { EventBusName: limits.BUS_NAME, StatementId: limits.STATEMENT_ID })
      const bus = buses.named(busNameOf(input))
      if (input['RemoveAllPermissions'] === true) bus.policy = null
      else removeStatement(bus, text(input, 'StatementId') ?? '')
      bus.modifiedAt = kernel.now
      return {}
    },
  }

  function statementOf(input: Input, bus: EventBus): PolicyStatement {
    checkConstraints(input, {
      Action: { required: true },
      Principal: { required: true },
      StatementId: { required: true },
    })
    const principal = text(input, 'Principal') ?? ''
    const condition = record(input, 'Condition')
    return {
      Sid: text(input, 'StatementId') ?? '',
      Effect: 'Allow',
      Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
      Action: text(input, 'Action') ?? '',
      Resource: bus.arn,
      ...(condition && {
        Condition: {
          [text(condition, 'Type') ?? '']: { [text(condition, 'Key') ?? '']: text(condition, 'Value') ?? '' },
        },
      }),
    }
  }

  function summaryOf(bus: EventBus): Record<string, unknown> {
    return {
      Name: bus.name,
      Arn: bus.arn,
      ...pick(shownSettings(bus.settings), 'Description'),
      ...(bus.policy && { Policy: JSON.stringify(bus.policy) }),
      CreationTime: bus.createdAt / 1000,
      LastModifiedTime: bus.modifiedAt / 1000,
    }
  }

  function settingsOf(input: Input): BusSettings {
    const [description, kmsKeyIdentifier] = [text(input, 'Description'), text(input, 'KmsKeyIdentifier')]
    const [deadLetterConfig, logConfig] = [record(input, 'DeadLetterConfig'), record(input, 'LogConfig')]
    const arn = deadLetterConfig && text(deadLetterConfig, 'Arn')
    if (arn !== undefined && !arn.startsWith(`arn:aws:sqs:${account.region}:`)) throw errors.invalidArn(arn)
    return {
      ...(description !== undefined && { description }),
      ...(kmsKeyIdentifier !== undefined && { kmsKeyIdentifier }),
      ...(deadLetterConfig && { deadLetterConfig }),
      ...(logConfig && { logConfig }),
    }
  }
}

const shownSettings = (settings: BusSettings): Record<string, unknown> => ({
  ...(settings.description !== undefined && { Description: settings.description }),
  ...(settings.kmsKeyIdentifier !== undefined && { KmsKeyIdentifier: settings.kmsKeyIdentifier }),
  ...(settings.deadLetterConfig && { DeadLetterConfig: settings.deadLetterConfig }),
  ...(settings.logConfig && { LogConfig: settings.logConfig }),
})

/** @throws AwsError ValidationException */
export function parsePolicy(json: string): PolicyDocument {
  let policy: unknown
  try {
    policy = JSON.parse(json)
  } catch {
    policy = null
  }
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) {
    // Unconfirmed text.
    throw errors.invalidParameter('Policy', 'The policy is not a valid policy document.')
  }
  return policy as PolicyDocument
}

const statementsOf = (policy: PolicyDocument | null): readonly PolicyStatement[] => {
  const statement = policy?.Statement ?? []
  return Array.isArray(statement) ? (statement as readonly PolicyStatement[]) : [statement as PolicyStatement]
}

/** The bus's policy with one more statement, in place of the one with the same Sid. */
export function withStatement(bus: EventBus, statement: PolicyStatement): PolicyDocument {
  const others = statementsOf(bus.policy).filter(({ Sid }) => Sid !== statement.Sid)
  return { Version: '2012-10-17', Statement: [...others, statement] }
}

/** @throws AwsError ResourceNotFoundException */
export function removeStatement(bus: EventBus, sid: string): void {
  const statements = statementsOf(bus.policy)
  const others = statements.filter(({ Sid }) => Sid !== sid)
  if (others.length === statements.length) throw errors.statementNotFound()
  bus.policy = others.length === 0 ? null : { Version: '2012-10-17', Statement: others }
}
