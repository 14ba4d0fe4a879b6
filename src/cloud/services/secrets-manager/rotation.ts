/**
 * Rotation by a Lambda function: four steps, each an invocation, one after the other.
 * Source: Secrets Manager User Guide, "Rotation by Lambda function" and "Lambda rotation functions"; API Reference,
 * RotateSecret.
 *
 * - The new version is announced with AWSPENDING before the first step and has no value: the function puts one.
 * - The function itself moves AWSCURRENT, in its last step. A step that fails ends the rotation; the version stays
 *   pending, and the next rotation goes on with it.
 */

import { AwsError } from '../../aws/aws-error'
import { nextOccurrence, parseScheduleExpression, type ScheduleExpression } from '../../aws/schedule-expressions'
import type { Milliseconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'
import { serviceCaller, type Operation } from '../contract'
import { number, optionalText, record, text, type Input } from './input'
import * as limits from './limits'
import { tokenOf, type Scope } from './scope'
import { CURRENT, holderOf, PENDING, type RotationRules, type Secret, type SecretVersion } from './state'
import { errors } from './wire'

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const
type Step = (typeof STEPS)[number]

/** Runs rotations, when they are asked for and when they are due. */
export class Rotations {
  readonly #timers = new Map<Secret, Scheduled>()
  /** Secrets whose rotation is at one of its steps. */
  readonly #running = new Set<Secret>()

  constructor(readonly scope: Scope) {}

  /** @throws AwsError AccessDeniedException when the function may not be invoked */
  configure(secret: Secret, functionArn: string, rules: RotationRules): void {
    const { context } = this.scope
    const caller = serviceCaller('secretsmanager.amazonaws.com', secret.arn)
    if (context.canDeliver(functionArn, caller) !== 'allowed') throw errors.rotationFunctionAccess()
    secret.rotation = { enabled: true, functionArn, rules, nextAt: null }
    this.#schedule(secret)
  }

  cancel(secret: Secret): void {
    this.scope.context.kernel.cancel(this.#timers.get(secret) ?? null)
    this.#timers.delete(secret)
    if (!secret.rotation) return
    secret.rotation.enabled = false
    secret.rotation.nextAt = null
  }

  /** Whether there is a version that an earlier rotation has not made current. */
  pendingOf(secret: Secret): SecretVersion | null {
    const pending = holderOf(secret, PENDING)
    return pending && !pending.stages.has(CURRENT) ? pending : null
  }

  isRunning(secret: Secret): boolean {
    return this.#running.has(secret)
  }

  /** @param versionId of the version to be made */
  start(secret: Secret, versionId: string): void {
    const { secrets } = this.scope
    const announced = secret.versions.get(versionId)
    if (!announced) {
      const version = { id: versionId, value: null, sealedKey: null, keyId: secret.keyId }
      secrets.addVersion(secret, version, [PENDING], 'secretsmanager.amazonaws.com')
    } else if (!announced.stages.has(CURRENT)) {
      secrets.moveStage(secret, PENDING, announced)
    }
    this.#running.add(secret)
    this.#record(secret, versionId, null, 'started', null)
    this.#step(secret, versionId, 0)
  }

  #step(secret: Secret, versionId: string, index: number): void {
    const { context } = this.scope
    const step = STEPS[index]
    const functionArn = secret.rotation?.functionArn
    if (functionArn === undefined) return
    if (step === undefined) {
      this.#finish(secret, versionId)
      return
    }
    const payload = { Step: step, SecretId: secret.arn, ClientRequestToken: versionId }
    const input = {
      FunctionName: functionArn,
      InvocationType: 'RequestResponse',
      Payload: new TextEncoder().encode(JSON.stringify(payload)),
    }
    const caller = serviceCaller('secretsmanager.amazonaws.com', secret.arn)
    context.callLater('lambda', 'Invoke', input, caller, (output) => {
      const failure = failureOf(output)
      if (failure === null) this.#step(secret, versionId, index + 1)
      else this.#fail(secret, versionId, step, failure)
    })
  }

  #finish(secret: Secret, versionId: string): void {
    this.#running.delete(secret)
    secret.rotatedAt = this.scope.context.kernel.now
    this.#record(secret, versionId, null, 'succeeded', null)
    this.#schedule(secret)
  }

  #fail(secret: Secret, versionId: string, step: Step, message: string): void {
    this.#running.delete(secret)
    this.#record(secret, versionId, step, 'failed', message)
    this.#schedule(secret)
  }

  #schedule(secret: Secret): void {
    const { kernel } = this.scope.context
    const { rotation } = secret
    kernel.cancel(this.#timers.get(secret) ?? null)
    this.#timers.delete(secret)
    if (!rotation?.enabled) return
    rotation.nextAt = nextRotation(rotation.rules, kernel.now)
    if (rotation.nextAt === null) return
    const rotate = (): void => {
      if (!secret.rotation?.enabled || secret.deletion) return
      if (this.#running.has(secret)) {
        this.#schedule(secret)
        return
      }
      this.start(secret, this.pendingOf(secret)?.id ?? kernel.random('secret-rotations').uuid())
    }
    this.#timers.set(secret, kernel.at(rotation.nextAt, rotate, { background: true }))
  }

  #record(
    secret: Secret,
    versionId: string,
    step: Step | null,
    status: 'started' | 'succeeded' | 'failed',
    message: string | null,
  ): void {
    this.scope.context.kernel.trace.record({
      type: 'secrets.rotation',
      secret: secret.name,
      versionId,
      functionArn: secret.rotation?.functionArn ?? '',
      step,
      status,
      message,
    })
  }
}

/** Why a step failed; null if it did not. */
function failureOf(output: object): string | null {
  if (output instanceof AwsError) return `${output.code}: ${output.message}`
  const { FunctionError, Payload } = output as { FunctionError?: string; Payload?: Uint8Array | string }
  if (FunctionError === undefined) return null
  return typeof Payload === 'string' ? Payload : new TextDecoder().decode(Payload)
}

function nextRotation(rules: RotationRules, now: Milliseconds): Milliseconds | null {
  if (rules.automaticallyAfterDays !== null) return now + rules.automaticallyAfterDays * limits.DAY
  const expression = expressionOf(rules.scheduleExpression)
  return expression && nextOccurrence(expression, now, { start: now })
}

/** Either form of the unit, as the API Reference has it: `rate(10 days)`. */
const expressionOf = (text: string | null): ScheduleExpression | null =>
  text === null ? null : parseScheduleExpression(text, 'scheduler')

/** @throws AwsError InvalidParameterException */
export function rulesOf(input: Input): RotationRules {
  const days = input['AutomaticallyAfterDays']
  const scheduleExpression = optionalText(input, 'ScheduleExpression')
  const duration = optionalText(input, 'Duration')
  if (days !== undefined && scheduleExpression !== null) {
    throw errors.rotationRules('use either AutomaticallyAfterDays or ScheduleExpression, not both.')
  }
  if (scheduleExpression !== null) {
    const expression = expressionOf(scheduleExpression)
    if (!expression || expression.kind === 'at') throw errors.rotationRules('the schedule expression is not valid.')
    if (expression.kind === 'rate' && expression.period < limits.ROTATION_PERIOD_MIN) {
      throw errors.rotationRules('a secret is rotated every four hours at most.')
    }
  }
  return {
    automaticallyAfterDays: days === undefined ? null : number(input, 'AutomaticallyAfterDays', 0),
    duration,
    scheduleExpression,
  }
}

export function rotationOperations(scope: Scope, rotations: Rotations): Record<string, Operation> {
  return {
    RotateSecret(input) {
      const token = tokenOf(input, 'InvalidParameterException')
      const secret = scope.liveSecretOf(input)
      if ('ExternalSecretRotationMetadata' in input || 'ExternalSecretRotationRoleArn' in input) {
        throw errors.notSimulated('Rotation of a secret that a partner manages')
      }
      const functionArn = text(input, 'RotationLambdaARN') || secret.rotation?.functionArn
      if (functionArn === undefined) throw errors.noRotationFunction()
      if (rotations.isRunning(secret)) throw errors.rotationPending()
      const pending = rotations.pendingOf(secret)
      if (pending && pending.id !== token) throw errors.rotationPending()
      const given = 'RotationRules' in input ? rulesOf(record(input, 'RotationRules')) : null
      const none = { automaticallyAfterDays: null, duration: null, scheduleExpression: null }
      rotations.configure(secret, functionArn, given ?? secret.rotation?.rules ?? none)
      const immediately = input['RotateImmediately'] !== false
      if (immediately) rotations.start(secret, token)
      return { ARN: secret.arn, Name: secret.name, ...(immediately && { VersionId: token }) }
    },

    CancelRotateSecret(input) {
      const secret = scope.liveSecretOf(input)
      rotations.cancel(secret)
      const pending = rotations.pendingOf(secret)
      return { ARN: secret.arn, Name: secret.name, ...(pending && { VersionId: pending.id }) }
    },
  }
}
