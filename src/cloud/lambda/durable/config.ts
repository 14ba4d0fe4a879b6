/**
 * DurableConfig, as templates and the API give it.
 * Source: API Reference, DurableConfig; Guide, "Configure Lambda durable functions". It is for a function's creation:
 * one that was made without it does not become durable, and one that was made with it stays so.
 */

import { ResourceError } from '../../services/contract'
import { asRecord, integer, optionalText, type Properties } from '../properties'
import * as limits from './limits'

export interface DurableConfig {
  /** Seconds. */
  readonly executionTimeout: number
  /** Days. */
  readonly retention: number
  readonly kmsKeyArn: string | null
}

/** @throws ResourceError */
export function durableConfigOf(properties: Properties): DurableConfig | null {
  const given = properties['DurableConfig']
  if (given === undefined || given === null) return null
  const path = ['DurableConfig']
  if (asRecord(given)['ExecutionTimeout'] === undefined) {
    // CloudFormation requires it; the API's text is not confirmed.
    throw new ResourceError('DurableConfig requires ExecutionTimeout.', path)
  }
  const timeout = { ...limits.EXECUTION_TIMEOUT_SECONDS, default: limits.EXECUTION_TIMEOUT_SECONDS.maximum }
  return {
    executionTimeout: integer(properties, [...path, 'ExecutionTimeout'], timeout),
    retention: integer(properties, [...path, 'RetentionPeriodInDays'], limits.RETENTION_DAYS),
    kmsKeyArn: optionalText(asRecord(given)['KMSKeyArn']),
  }
}

/** In the API's words. */
export const durableConfigShape = ({ executionTimeout, retention, kmsKeyArn }: DurableConfig): object => ({
  RetentionPeriodInDays: retention,
  ExecutionTimeout: executionTimeout,
  ...(kmsKeyArn !== null && { KMSKeyArn: kmsKeyArn }),
})
