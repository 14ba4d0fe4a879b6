/** Where the cloud asks IAM: every wire call and every delivery comes through here, and refusals go into the trace. */

import type { AccessDecision } from './aws/access'
import { AwsError } from './aws/aws-error'
import type { TraceFact } from './aws/trace-records'
import type { Kernel } from './kernel/kernel'
import type { AccessNeed, Authorizer, Caller, Service, ServiceDefinition, SessionOptions } from './services/contract'

type Denial = NonNullable<ServiceDefinition['wire']['accessDenied']>

export class AccessControl {
  /** Of the invocation whose code is calling. */
  requestId: string | null = null

  constructor(
    readonly kernel: Kernel<TraceFact>,
    /** The service that owns an ARN. */
    readonly ownerOf: (arn: string) => Pick<Service, 'resourcePolicy'> | undefined,
    readonly authorizer: () => Authorizer,
  ) {}

  decide(caller: Caller, need: AccessNeed): AccessDecision {
    const resourcePolicy = this.ownerOf(need.resource)?.resourcePolicy?.(need.resource) ?? null
    return this.authorizer().decide({ caller, need, resourcePolicy })
  }

  /** @param denial how the API that was called words it @throws AwsError */
  authorize(
    caller: Caller,
    need: AccessNeed,
    denial: Denial = { code: 'AccessDeniedException', statusCode: 400 },
  ): void {
    const decision = this.decide(caller, need)
    if (decision.decision === 'allowed') return
    const message = denial.text?.(decision.message) ?? decision.message
    const { decision: verdict, kind, policy, statement, reason } = decision
    this.kernel.trace.record({
      type: 'access.denied',
      principal: caller.arn,
      role: caller.roleArn ?? null,
      action: need.action,
      resource: need.resource,
      decision: verdict,
      ...{ kind, policy, statement, reason, message },
      requestId: this.requestId,
    })
    throw new AwsError(denial.code, denial.statusCode, message)
  }

  /** @throws AwsError AccessDenied */
  assumeRole(roleArn: string, by: string | Caller, sessionName: string, options: SessionOptions = {}): Caller {
    const caller: Caller = typeof by === 'string' ? { kind: 'service', principalId: by, arn: by } : by
    const need: AccessNeed = {
      action: 'sts:AssumeRole',
      resource: roleArn,
      ...(options.trustContext && { context: options.trustContext }),
    }
    this.authorize(caller, need, { code: 'AccessDenied', statusCode: 403 })
    return this.authorizer().session(roleArn, sessionName, options)
  }
}
