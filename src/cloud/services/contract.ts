/**
 * How services meet the rest of the cloud. A service never imports another: it sends a `Delivery` to an ARN, and the
 * cloud finds the service that owns it.
 *
 * A service meets Lambda in up to three ways, one interface each: it is polled (`QueueSource`), it is a target of
 * deliveries (`DeliveryTarget`: destinations, dead-letter queues), it pushes events (it delivers to a function's ARN).
 */

import type { Account } from '../aws/arn'
import type { TemplateValue } from '../aws/template'
import type { TraceFact } from '../aws/trace-records'
import type { Kernel } from '../kernel/kernel'

/** What the cloud gives every service. */
export interface ServiceContext {
  readonly kernel: Kernel<TraceFact>
  readonly account: Account
  /** Sends to any target by ARN. @throws AwsError as the target's API would */
  deliver(targetArn: string, delivery: Delivery): DeliveryReceipt
}

/** Who calls: an assumed role's session, a service principal, or the user of the page. */
export interface Caller {
  /** `AIDA…` or `AROA…:session`; SQS shows it as SenderId. */
  readonly principalId: string
  /** ARN or service principal. */
  readonly arn: string
}

/** An answer that comes at a later instant (a long poll): `start` is called once, and answers from a kernel event. */
export class LaterAnswer {
  constructor(readonly start: (answer: (output: object) => void) => void) {}
}

/** An API operation: AWS-shaped input in, AWS-shaped output out. @throws AwsError */
export type Operation = (input: Readonly<Record<string, unknown>>, caller: Caller) => object | LaterAnswer

// --- Targets

export interface DeliveredAttribute {
  readonly dataType: 'String' | 'Number'
  readonly stringValue: string
}

export interface Delivery {
  readonly body: string
  readonly attributes: Readonly<Record<string, DeliveredAttribute>>
  /** Value of the X-Amzn-Trace-Id header that travels with it; null without tracing. */
  readonly traceHeader: string | null
  readonly caller: Caller
}

export interface DeliveryReceipt {
  /** Message id or request id at the target. */
  readonly id: string
}

/** A service that takes deliveries. */
export interface DeliveryTarget {
  /** @throws AwsError when there is no such target or it refuses */
  deliver(targetArn: string, delivery: Delivery): DeliveryReceipt
}

// --- Polled queues

/** A message handed to a poller; invisible to others until its visibility timeout ends. */
export interface PolledMessage {
  readonly id: string
  readonly receiptHandle: string
  /** The part that filter criteria look at. */
  readonly body: string
  /** Bytes that count against the batch's 6 MB. */
  readonly size: number
  /** The record as Lambda puts it into `Records`. */
  readonly record: object
}

/** A queue service that event source mappings poll. */
export interface QueueSource {
  /** The key of a record that filter patterns address: `body`. */
  readonly filterKey: string
  exists(queueArn: string): boolean
  /** Calls back (within a kernel event) when a message may have become visible. @returns ends the subscription */
  onVisible(queueArn: string, listener: () => void): () => void
  /** Messages that could be received now, at least; for scaling. */
  backlog(queueArn: string): number
  /** @param options.windowed whether the poller gathers batches over a window, which shows in SQS's records */
  receive(queueArn: string, options: { maximum: number; caller: Caller; windowed: boolean }): readonly PolledMessage[]
  delete(queueArn: string, receiptHandles: readonly string[]): void
  /** The default visibility timeout, milliseconds. */
  visibilityTimeout(queueArn: string): number
}

// --- CloudFormation resources

/** A function's deployment package as the deployer hands it over. */
export interface CodePackage {
  /** Path below /var/task → text. */
  readonly files: Readonly<Record<string, string>>
  /** Texts of the runtime layers it needs, in order. */
  readonly layers: readonly string[]
}

export interface ResourceInput {
  readonly logicalId: string
  /** All intrinsic functions evaluated. */
  readonly properties: Readonly<Record<string, TemplateValue>>
  /** `<stack>-<logicalId>-<random>`, as CloudFormation makes it when the template gives no name. */
  readonly generatedName: string
  readonly code: CodePackage | null
}

/** A resource that exists. */
export interface ResourceHandle {
  readonly physicalId: string
  readonly arn: string
  /** What `Ref` gives. */
  readonly ref: string
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>
}

/** One CloudFormation resource type. @throws ResourceError for what the owner of the template must change */
export interface ResourceType {
  create(input: ResourceInput): ResourceHandle
  /** @returns null when the change needs a replacement */
  update(existing: ResourceHandle, input: ResourceInput): ResourceHandle | null
  delete(existing: ResourceHandle): void
}

/** A property the service refuses, with the path to it. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError'

  constructor(
    message: string,
    readonly path: readonly (string | number)[] = [],
    readonly hint?: string,
  ) {
    super(message)
  }
}

// --- The definition

/** How a service's API is spoken. */
export interface WireDefinition {
  /** First label of the endpoint's host name: `sqs` in sqs.us-east-1.amazonaws.com. */
  readonly endpointPrefix: string
  readonly protocol: 'json-1.0' | 'json-1.1'
  /** Before the dot of X-Amz-Target: `AmazonSQS`. */
  readonly targetPrefix: string
  /** Of the names in `__type`: `com.amazonaws.sqs`. */
  readonly shapeNamespace: string
  /**
   * For a service that used to speak the Query protocol (Smithy's `awsQueryCompatible` trait): names of errors → their
   * codes of that time, where they differ. Answers carry the old code in x-amzn-query-error, SDK clients show it as
   * `error.Code`.
   */
  readonly queryErrorCodes?: Readonly<Record<string, string>>
}

export interface Service {
  readonly operations: Readonly<Record<string, Operation>>
  readonly resourceTypes: Readonly<Record<string, ResourceType>>
  readonly queueSource?: QueueSource
  readonly deliveryTarget?: DeliveryTarget
}

export interface ServiceDefinition {
  /** The service's name in ARNs and IAM actions: `sqs`. */
  readonly name: string
  readonly wire: WireDefinition
  create(context: ServiceContext): Service
}
