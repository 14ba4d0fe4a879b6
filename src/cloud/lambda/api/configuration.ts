/** A function's configuration as the API shows it. Source: Lambda API Reference; recorded from AWS, as in errors. */

import { isoTimestamp } from '../../aws/timestamps'
import { runtimeVersionArn } from '../attempt-events'
import { durableConfigShape } from '../durable/config'
import type { FunctionVersion } from '../function'
import { loggingConfig } from '../function-settings'
import { factsOf } from './package'

/** Texts that AWS gives for creation and update alike. */
const CREATING = { reason: 'The function is being created.', code: 'Creating' }

/** @param arn as it was asked for: qualified or not */
export function configurationOf(version: FunctionVersion, arn: string): object {
  return { ...listedConfiguration(version, arn), ...stateOf(version), ...runtimeOf(version, arn) }
}

/** Lists leave out the state. */
export function listedConfiguration(version: FunctionVersion, arn: string): object {
  const { configuration, code } = version.build
  const { size, sha256: fingerprint } = factsOf(code)
  const { deadLetterTarget, layers, variables } = configuration
  return {
    FunctionName: configuration.name,
    FunctionArn: arn,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: size,
    Description: configuration.description,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: isoTimestamp(version.modifiedAt).replace('Z', '+0000'),
    CodeSha256: fingerprint,
    Version: version.version,
    ...(layers.length > 0 && {
      Layers: layers.map(({ arn, content }) => ({ Arn: arn, CodeSize: factsOf(content).size })),
    }),
    ...(deadLetterTarget !== null && { DeadLetterConfig: { TargetArn: deadLetterTarget } }),
    ...(Object.keys(variables).length > 0 && { Environment: { Variables: variables } }),
    TracingConfig: { Mode: configuration.tracing },
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [configuration.architecture],
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: loggingConfig(configuration.logging, configuration.logGroup),
    ...(configuration.isolatesTenants && { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
    ...(configuration.durable && { DurableConfig: durableConfigShape(configuration.durable) }),
  }
}

function stateOf({ state, lastUpdateStatus }: FunctionVersion): object {
  if (state === 'Pending') return { State: state, StateReason: CREATING.reason, StateReasonCode: CREATING.code }
  return {
    State: state,
    LastUpdateStatus: lastUpdateStatus,
    ...(lastUpdateStatus === 'InProgress' && {
      LastUpdateStatusReason: CREATING.reason,
      LastUpdateStatusReasonCode: CREATING.code,
    }),
  }
}

function runtimeOf({ configuration }: FunctionVersion, arn: string): object {
  const region = arn.split(':')[3] ?? ''
  return { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(configuration.runtime, region) } }
}
