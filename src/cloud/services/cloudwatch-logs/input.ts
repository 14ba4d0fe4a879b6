/** Checks of inputs. The texts of the model's constraints come under Logs' own code. */

import { AwsError } from '../../aws/aws-error'
import { checkConstraints, type Constraints } from '../../aws/constraints'
import * as limits from './limits'
import { errors } from './wire'

export type Input = Readonly<Record<string, unknown>>

export const GROUP = { required: true, length: limits.NAME_LENGTH, pattern: limits.GROUP_NAME } as const
export const STREAM = { required: true, length: limits.NAME_LENGTH, pattern: limits.STREAM_NAME } as const

/** @throws AwsError InvalidParameterException */
export function check(input: Input, constraints: Constraints): void {
  try {
    checkConstraints(input, constraints)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw errors.invalidParameter(error.message)
  }
}

export const text = (input: Input, name: string): string => String(input[name] ?? '')

export const optionalText = (input: Input, name: string): string | undefined =>
  typeof input[name] === 'string' ? input[name] : undefined

export const optionalNumber = (input: Input, name: string): number | undefined =>
  typeof input[name] === 'number' ? input[name] : undefined

/** A name, or an ARN of a log group: its name. */
export function groupNameOf(input: Input): string {
  const name = optionalText(input, 'logGroupName')
  const identifier = optionalText(input, 'logGroupIdentifier')
  if (name !== undefined && identifier !== undefined) {
    throw errors.invalidParameter(
      'LogGroupName and LogGroupIdentifier are mutually exclusive parameters. You can only use one.',
    )
  }
  const given = name ?? identifier
  if (given === undefined) throw errors.invalidParameter('Either LogGroupName or LogGroupIdentifier must be specified.')
  return nameInArn(given) ?? given
}

/** @returns null for what is no ARN of a log group */
export const nameInArn = (arn: string): string | null =>
  /^arn:aws:logs:[^:]+:\d{12}:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1] ?? null
