/**
 * Publishing versions, and changes that take effect some time after they were accepted.
 * Source: Guide, "Manage Lambda function versions" and "Lambda function states"; sequences of states recorded from AWS
 * (LocalStack's test suite, TestLambdaFunction and TestLambdaVersions).
 */

import { AwsError } from '../aws/aws-error'
import { LATEST, FunctionVersion, type Alias, type Build, type LambdaFunction } from './function'
import type { Lambda } from './lambda'
import * as limits from './limits'
import { unprovision } from './provisioned'

/** A function that the API made: it is `Pending` first, and cannot be invoked. */
export function createPending(lambda: Lambda, build: Build): LambdaFunction {
  const fn = lambda.createFunction(build)
  becomeActive(lambda, fn.latest)
  return fn
}

/** New invocations run what was there before until the update is through. */
export function updateLater(lambda: Lambda, fn: LambdaFunction, build: Build): void {
  const { kernel } = lambda.context
  const { latest } = fn
  latest.build = build
  latest.modifiedAt = kernel.now
  latest.lastUpdateStatus = 'InProgress'
  latest.revisionId = lambda.newRevision()
  kernel.after(limits.FUNCTION_UPDATE, () => {
    // A deployment may have come in between.
    if (fn.deleted || latest.lastUpdateStatus !== 'InProgress' || latest.build !== build) return
    latest.lastUpdateStatus = 'Successful'
    latest.revisionId = lambda.newRevision()
    latest.start(build)
  })
}

/** @throws AwsError ResourceConflictException while the function is being created or updated */
export function refuseWhileChanging({ latest, arn }: LambdaFunction): void {
  const reason =
    latest.state === 'Pending'
      ? 'The function is currently in the following state: Pending'
      : latest.lastUpdateStatus === 'InProgress'
        ? `An update is in progress for resource: ${arn}`
        : null
  if (reason === null) return
  throw new AwsError('ResourceConflictException', 409, `The operation cannot be performed at this time. ${reason}`, {
    Type: 'User',
  })
}

/**
 * The next version, or the last one if nothing has changed since.
 * @param description that of `$LATEST` if null
 * @param pending whether the version is being created together with the change that it holds
 */
export function publish(
  lambda: Lambda,
  fn: LambdaFunction,
  description: string | null,
  pending = false,
): FunctionVersion {
  const last = [...fn.published.values()].at(-1)
  if (last && isSame(last.build, fn.latest.build)) return last
  const { configuration, code } = fn.latest.build
  const build = { configuration: { ...configuration, description: description ?? configuration.description }, code }
  const number = String(fn.nextVersion++)
  const version = new FunctionVersion(fn, number, build, lambda.context.kernel.now, lambda.newRevision())
  fn.published.set(number, version)
  fn.latest.revisionId = lambda.newRevision()
  if (pending) becomeActive(lambda, version)
  return version
}

/** What a version holds apart from its description. */
function isSame(a: Build, b: Build): boolean {
  const texts = [a, b].map(({ configuration, code }) =>
    JSON.stringify([{ ...configuration, description: '' }, a.code === b.code ? null : code.files]),
  )
  return texts[0] === texts[1]
}

/** Its environments end, and its alias-like settings go with it. */
export function deleteVersion({ context }: Lambda, fn: LambdaFunction, version: FunctionVersion): void {
  unprovision(fn, version.version, context)
  fn.published.delete(version.version)
  fn.eventInvoke.delete(version.version)
  for (const environment of [...version.environments]) environment.retire()
}

/** Aliases that lead to a version, as their only one or as one of two. */
export function aliasesOf(fn: LambdaFunction, version: string): readonly Alias[] {
  return [...fn.aliases.values()].filter((alias) => alias.version === version || Object.hasOwn(alias.weights, version))
}

/**
 * What an alias may not be; null if it may.
 * Recorded from AWS (LocalStack's test suite, test_notfound_and_invalid_routingconfigs).
 */
export function refusalOfAlias(
  fn: LambdaFunction,
  { version, weights }: Pick<Alias, 'version' | 'weights'>,
): AwsError | null {
  const invalid = (message: string): AwsError =>
    new AwsError('InvalidParameterValueException', 400, message, { Type: 'User' })
  const others = Object.keys(weights)
  if (others.length > 1) return invalid('Number of items in AdditionalVersionWeights cannot be greater than 1')
  if (others.includes(version)) {
    return invalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
  }
  if (others.length > 0 && (version === LATEST || others.includes(LATEST))) {
    return invalid('$LATEST is not supported for an alias pointing to more than 1 version')
  }
  const missing = [version, ...others].find((number) => fn.version(number) === undefined)
  if (missing !== undefined) {
    const message = `Function not found: ${fn.arn}:${missing}`
    return new AwsError('ResourceNotFoundException', 404, message, { Type: 'User' })
  }
  const settings = [version, ...others].map((number) => fn.version(number)?.build.configuration)
  for (const name of ['role', 'deadLetterTarget'] as const) {
    // Documented; the text is ours.
    const different = settings.some((configuration) => configuration?.[name] !== settings[0]?.[name])
    if (different) return invalid(`Both versions of an alias must have the same ${ALIKE[name]}.`)
  }
  return null
}

/** Source: Guide, "Implement Lambda canary deployments using a weighted alias". */
const ALIKE = { role: 'execution role', deadLetterTarget: 'dead-letter queue' } as const

function becomeActive(lambda: Lambda, version: FunctionVersion): void {
  version.state = 'Pending'
  lambda.context.kernel.after(limits.FUNCTION_CREATION, () => {
    if (version.fn.deleted || version.state !== 'Pending') return
    version.state = 'Active'
    version.revisionId = lambda.newRevision()
  })
}
