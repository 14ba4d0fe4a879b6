/**
 * How services meet the rest of the cloud. A service never imports another: it sends a `Delivery` to an ARN, or calls
 * an API by name, and the cloud finds the service that owns it.
 *
 * A service meets Lambda in up to three ways, one interface each: it is polled (`QueueSource`, `StreamSource`), it is a
 * target of deliveries (`DeliveryTarget`: destinations, dead-letter queues), it pushes events (it delivers to a
 * function's ARN).
 */

import type { AccessDecision } from '../aws/access'
import type { Account } from '../aws/arn'
import type { AwsError } from '../aws/aws-error'
import type { JsonValue } from '../aws/json'
import type { PolicyDocument } from '../aws/policy'
import type { ResourceView } from '../aws/resource-view'
import type { TemplateValue } from '../aws/template'
import type { TraceFact } from '../aws/trace-records'
import type { Milliseconds } from '../aws/units'
import type { WebEntrance, WebResponse } from '../aws/web'
import type { WireModel } from '../aws/wire-model'
import type { Kernel } from '../kernel/kernel'

export { RowMemory, VIEW_ROWS_MAX, type ResourceView, type ViewTable } from '../aws/resource-view'

/** What the cloud gives every service. */
export interface ServiceContext {
  readonly kernel: Kernel<TraceFact>
  readonly account: Account
  /**
   * Sends to any target by ARN, if IAM lets `delivery.caller` do so.
   * @throws AwsError as the target's API would: no such target, refused, access denied
   */
  deliver(targetArn: string, delivery: Delivery): DeliveryReceipt
  /** Whether a delivery would be let through now; nothing is recorded. */
  canDeliver(targetArn: string, caller: Caller): 'allowed' | 'denied' | 'missing'
  /**
   * Calls an operation of any service's API as if over the wire, IAM included: universal targets of schedules.
   * @param service the service's name in ARNs: `sqs`
   * @throws AwsError
   */
  call(service: string, operation: string, input: Readonly<Record<string, unknown>>, caller: Caller): object
  /**
   * As `call`, for operations that answer later: invoking a function and waiting for it.
   * @param answer called once, at once or in a kernel event; refusals come through it too
   */
  callLater(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    caller: Caller,
    answer: (output: object | AwsError) => void,
  ): void
  /** Asks IAM. @throws AwsError access denied (recorded in the trace) */
  authorize(caller: Caller, need: AccessNeed): void
  /**
   * The session that somebody gets who takes on a role; IAM asks the role's trust policy (and the caller's own policies).
   * @param by a service principal, `events.amazonaws.com`, or who calls AssumeRole
   * @throws AwsError AccessDenied, when the role does not trust them (recorded in the trace)
   */
  assumeRole(roleArn: string, by: string | Caller, sessionName: string, options?: SessionOptions): Caller
  /** Access key, secret and token of a session, for whoever calls over the wire. @param duration seconds */
  credentials(caller: Caller, duration: number): Credentials
  /**
   * How long something takes that no API call waits for: a draw around what is typical; 0 when the run has no latencies.
   * @param stream of random numbers @returns milliseconds
   */
  delay(typical: Latency, stream: string): number
  /**
   * Whether something that is delivered at least once is delivered once more: a draw, and never unless the run has
   * duplicates.
   * @param stream of random numbers
   */
  isDuplicated(stream: string): boolean
}

/** Who calls. */
export interface Caller {
  /** `account`: the user of the page, an administrator. `role`: a session of a role. `service`: AWS itself. */
  readonly kind: 'account' | 'role' | 'service'
  /** `AIDA…` or `AROA…:session`; SQS shows it as SenderId. */
  readonly principalId: string
  /** `arn:aws:iam::…:user/…`, `arn:aws:sts::…:assumed-role/…/…`, or a service principal: `s3.amazonaws.com`. */
  readonly arn: string
  /** Of a role's session. */
  readonly roleArn?: string
  /** Of a service: the bucket, topic or rule on whose behalf it acts (aws:SourceArn). */
  readonly sourceArn?: string
  /** Policies passed to AssumeRole: the role allows only what one of them allows too. */
  readonly sessionPolicies?: readonly NamedDocument[]
  /** Condition keys that belong to the session: `aws:TokenIssueTime`, `aws:PrincipalTag/team`, `lambda:SourceFunctionArn`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  /** The X-Amzn-Trace-Id header of the request, which goes on with what it causes (`../aws/trace-header.ts`). */
  readonly traceHeader?: string
}

export interface NamedDocument {
  readonly name: string
  readonly document: PolicyDocument
}

export interface SessionOptions {
  /** JSON text, as a caller gave it. */
  readonly policy?: string
  /** ARNs of managed policies. */
  readonly policyArns?: readonly string[]
  /** Seconds. */
  readonly duration?: number
  /** Further condition keys of the session. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  /** Condition keys that the trust policy sees: `sts:ExternalId`. */
  readonly trustContext?: Readonly<Record<string, string | readonly string[]>>
}

/** A service that acts for one of its resources: `serviceCaller('s3.amazonaws.com', bucketArn)`. */
export const serviceCaller = (principal: string, sourceArn: string): Caller => ({
  kind: 'service',
  principalId: principal,
  arn: principal,
  sourceArn,
})

/** Of a session. Strings as AWS writes them; `expiration` in virtual milliseconds since the epoch. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: number
}

/** One question to IAM: may the caller do this to that? */
export interface AccessNeed {
  /** `sqs:SendMessage`, as IAM policies name it. */
  readonly action: string
  /** ARN; `*` for actions that know no resource. */
  readonly resource: string
  /** The service's own condition keys: `s3:prefix`, `lambda:FunctionArn`. Global keys are added by IAM. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

/** A need with all that decides it. */
export interface AccessRequest {
  readonly caller: Caller
  readonly need: AccessNeed
  /** What the owner of `need.resource` returns from `resourcePolicy`; null without one. */
  readonly resourcePolicy: PolicyDocument | null
  /** Service principal that calls with the caller's rights, in its stead (aws:ViaAWSService): `dynamodb.amazonaws.com`. */
  readonly via?: string
}

/** IAM, as the cloud asks it. One service of the registry has it. */
export interface Authorizer {
  /**
   * Pure: records nothing, throws nothing. `sts:AssumeRole` on a role's ARN is decided like any other need: the role's
   * trust policy is its resource policy.
   */
  decide(request: AccessRequest): AccessDecision
  /**
   * A session of a role, once `sts:AssumeRole` was allowed. A role that the stack did not make counts as existing.
   * @throws AwsError for a malformed policy, or a duration beyond the role's
   */
  session(roleArn: string, sessionName: string, options?: SessionOptions): Caller
  /** Whether the stack made this role. Any other is taken to exist outside of it, to allow everything and trust everybody. */
  knows(roleArn: string): boolean
}

/** An answer that comes at a later instant (a long poll): `start` is called once, and answers from a kernel event. */
export class LaterAnswer {
  constructor(readonly start: (answer: (output: object | AwsError) => void) => void) {}
}

/**
 * An API operation: AWS-shaped input in, AWS-shaped output out, in the form that AWS JSON has whatever the protocol:
 * timestamps are numbers (seconds since the epoch), blobs are base64 texts. Only a blob that is the payload of a REST
 * message (an S3 object, Lambda's Payload) is a Uint8Array.
 * @throws AwsError
 */
export type Operation = (input: Readonly<Record<string, unknown>>, caller: Caller) => object | LaterAnswer

// --- Targets

export interface DeliveredAttribute {
  /** `String`, `Number`, `Binary`, with a custom suffix or not. */
  readonly dataType: string
  readonly stringValue?: string
  /** Base64. */
  readonly binaryValue?: string
}

export interface Delivery {
  readonly body: string
  readonly attributes: Readonly<Record<string, DeliveredAttribute>>
  /** Value of the X-Amzn-Trace-Id header that travels with it; null without tracing. */
  readonly traceHeader: string | null
  readonly caller: Caller
  /** For FIFO queues and topics. */
  readonly groupId?: string
  readonly deduplicationId?: string
  /** For a Kinesis stream; the key of a Kafka record. */
  readonly partitionKey?: string
  /** For a Kafka topic; its partitioner decides without. */
  readonly partition?: number
  /** Of a Kafka record or a broker's message. */
  readonly headers?: Readonly<Record<string, string>>
  /** Of a broker's message, milliseconds. */
  readonly timeToLive?: number
  /** For a topic. */
  readonly subject?: string
  /** For a bucket. */
  readonly objectKey?: string
  /** For an event bus; the body is the event's detail. `time` when it happened, virtual milliseconds: now, if not given. */
  readonly event?: {
    readonly source: string
    readonly detailType: string
    readonly resources: readonly string[]
    readonly time?: Milliseconds
  }
}

export interface DeliveryReceipt {
  /** Message id or request id at the target. */
  readonly id: string
}

/** A service that takes deliveries. */
export interface DeliveryTarget {
  /** What a delivery needs of IAM: `sqs:SendMessage` on the queue. */
  access(targetArn: string): AccessNeed
  exists(targetArn: string): boolean
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
  /** Of a FIFO queue: messages of a group are processed one batch after another. */
  readonly groupId: string | null
  /** When the source gives it out again or drops it, virtual milliseconds; until then it belongs to the poller. */
  readonly heldUntil: number
  /** The record as Lambda puts it into `Records`. */
  readonly record: object
  /** X-Amzn-Trace-Id of whoever sent it. */
  readonly traceHeader?: string | null
}

/** A queue service that event source mappings poll. */
export interface QueueSource {
  /** The key of a record that filter patterns address: `body`. */
  readonly filterKey: string
  /** What a poller's role must be allowed on the queue: `sqs:ReceiveMessage`, … */
  readonly actions: readonly string[]
  /** What becomes of a batch that fails: it returns to the queue, or the poller tries it again for as long as it is held. */
  readonly onFailure: 'return' | 'retry'
  /** Whether filter patterns may demand plain text; otherwise as is usual for the key. */
  readonly plainTextFilters?: boolean
  /** What a poller's role must be allowed, where that is more or other than `actions` on the queue. */
  needs?(queueArn: string): readonly AccessNeed[]
  exists(queueArn: string): boolean
  /** How many batches may be in flight, for a source that has a fixed number; SQS scales. */
  concurrency?(queueArn: string): number
  /** The event that a function gets for a batch; `{ Records: [ … ] }` without. */
  event?(queueArn: string, messages: readonly PolledMessage[]): object
  /** Calls back (within a kernel event) when a message may have become visible. @returns ends the subscription */
  onVisible(queueArn: string, listener: () => void): () => void
  /** Messages that could be received now, at least; for scaling. */
  backlog(queueArn: string): number
  /** @param options.windowed whether the poller gathers batches over a window, which shows in SQS's records */
  receive(queueArn: string, options: { maximum: number; caller: Caller; windowed: boolean }): readonly PolledMessage[]
  delete(queueArn: string, receiptHandles: readonly string[]): void
  /** Gives messages back at once; without it they return when their visibility timeout ends. */
  release?(queueArn: string, receiptHandles: readonly string[]): void
  /** The default visibility timeout, milliseconds. */
  visibilityTimeout(queueArn: string): number
}

// --- Polled streams

/** A record of a shard, handed to a poller. Reading takes nothing away from a stream: the poller keeps its position. */
export interface PolledRecord {
  /** Its place within the shard, growing; what a function names as failed. */
  readonly sequenceNumber: string
  /** The position after it. */
  readonly next: string
  /** Records that have it in common are processed in their order, whatever runs in parallel. */
  readonly orderKey: string
  /** The part that filter criteria look at: text that may be JSON, or JSON already. */
  readonly payload: JsonValue
  /** Bytes that count against the batch's 6 MB: of `record` as JSON. */
  readonly size: number
  /** Virtual milliseconds. */
  readonly arrivedAt: number
  /** The record as Lambda puts it into the event. */
  readonly record: object
}

/** A shard of a stream, a partition of a topic: what is processed in order. */
export interface PolledShard {
  readonly id: string
  /** Shards whose records come before its own (splits, merges): drained first, as far as they are still there. */
  readonly parents: readonly string[]
}

/** What one request to a shard gives. */
export interface PolledPage {
  readonly records: readonly PolledRecord[]
  readonly next: string
  readonly more: boolean
  readonly ended: boolean
}

/** Where a mapping begins to read a shard. */
export type StartingPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  /** Virtual milliseconds. */
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: number }

/**
 * A service whose streams event source mappings poll. Positions are texts that only the source understands; the poller
 * keeps them, per shard. Every ARN is that of the mapping: a stream, a consumer of a stream, a cluster.
 */
export interface StreamSource {
  /** The key of a record that filter patterns address: `data`, `dynamodb`, `value`. */
  readonly filterKey: string
  /** What a poller's role must be allowed on the source: `kinesis:GetRecords`, … */
  readonly actions: readonly string[]
  exists(sourceArn: string): boolean
  /** All that can be read, parents before their children. Empty for a source that is gone. */
  shards(sourceArn: string): readonly PolledShard[]
  /**
   * Calls back (within a kernel event) when a shard has a record more or was closed, or, with null, when there are other
   * shards. @returns ends the subscription
   */
  onRecords(sourceArn: string, listener: (shardId: string | null) => void): () => void
  /**
   * How records come to the poller: it asks every so many milliseconds (counted from when it began), or they are pushed
   * so many milliseconds after they came.
   */
  arrival(sourceArn: string): { readonly every: number } | { readonly pushedAfter: number }
  /** @returns null for a shard that it does not begin with: closed before it would (`LATEST`) */
  start(sourceArn: string, shardId: string, from: StartingPosition): string | null
  /**
   * Reads on from a position; what is no longer kept is skipped.
   * @returns null when the source refuses to be read just now (its read limits): later then.
   *   `more`: there are records beyond `next` already. `ended`: the shard is closed and `next` lies behind its last one.
   */
  read(sourceArn: string, shardId: string, position: string, caller: Caller): PolledPage | null
  /** How long records are kept, milliseconds. */
  retention(sourceArn: string): number
  /** The event that a function gets for a batch: `{ Records: [ … ] }`. */
  event(sourceArn: string, shardId: string, records: readonly PolledRecord[]): object
  /** The sequence number that a function means by an item's identifier, where that is no sequence number itself. */
  itemId?(identifier: unknown, sourceArn: string, shardId: string): string | null
  /** What a poller's role must be allowed, where that is more or other than `actions` on the source. */
  needs?(sourceArn: string): readonly AccessNeed[]
  /** What an on-failure record says of a discarded batch: `{ KinesisBatchInfo: { … } }`. At least one record. */
  batchInfo(sourceArn: string, shardId: string, records: readonly PolledRecord[]): object
}

// --- Host names

/** A web request as it reaches who answers it. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string
  readonly url: string
  /** Lower case, without port. */
  readonly host: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
  readonly sourceIp: string
  /** Who signed it; null for nobody, or somebody unknown. */
  readonly caller: Caller | null
}

/** A service that answers HTTP requests under host names of its own: APIs, function URLs, load balancers. */
export interface HttpEntrance {
  /** Whether a host name belongs to one of its resources. */
  serves(host: string): boolean
  /** Its host names, for whoever wants to send a request: the page. */
  list?(): readonly WebEntrance[]
  /** @param answer called once, at once or in a kernel event */
  handle(request: HttpRequest, answer: (response: WebResponse) => void): void
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
  /** What is worth knowing and refuses nothing; becomes warnings of the deployment. */
  readonly warnings?: readonly ResourceWarning[]
}

export interface ResourceWarning {
  readonly message: string
  /** From the resource's properties down. */
  readonly path: readonly (string | number)[]
  readonly hint?: string
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
  /** After the account's number, in endpoints of one account: `ddb` in 123456789012.ddb.us-east-1.amazonaws.com. */
  readonly accountEndpointPrefix?: string
  readonly protocol: 'json-1.0' | 'json-1.1' | 'query' | 'rest-json' | 'rest-xml'
  /** Operations, shapes and errors of the API, made from the SDK client by `npm run wire-model`: `model.json`. */
  readonly model: WireModel
  /** Buckets are part of the host name or the first part of the path, and not of the model's URIs: S3. */
  readonly bucketAddressing?: boolean
  /** How this API says that IAM denied the request, where it differs from AccessDeniedException with status 400. */
  readonly accessDenied?: {
    readonly code: string
    readonly statusCode: number
    /** AWS's common text → this service's. */
    readonly text?: (message: string) => string
  }
  /**
   * For a service that used to speak the Query protocol (Smithy's `awsQueryCompatible` trait): names of errors → their
   * codes of that time, where they differ. Answers carry the old code in x-amzn-query-error, SDK clients show it as
   * `error.Code`.
   */
  readonly queryErrorCodes?: Readonly<Record<string, string>>
}

/** How long an answer takes, milliseconds: quantiles of what is typical. */
export interface Latency {
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

export interface Service {
  readonly operations: Readonly<Record<string, Operation>>
  /** What an operation needs of IAM, per operation: `access.ts`. */
  readonly access: Readonly<Record<string, AccessRule>>
  readonly resourceTypes: Readonly<Record<string, ResourceType>>
  readonly queueSource?: QueueSource
  readonly streamSource?: StreamSource
  readonly deliveryTarget?: DeliveryTarget
  readonly httpEntrance?: HttpEntrance
  /**
   * Values of dynamic references in templates, by the name behind `resolve:` (`ssm` in `{{resolve:ssm:/app/level}}`).
   * @throws ResourceError
   */
  readonly dynamicReferences?: Readonly<Record<string, (reference: string) => string>>
  /** The policy attached to a resource, if there is one. */
  resourcePolicy?(resourceArn: string): PolicyDocument | null
  /** Of IAM alone. */
  readonly authorizer?: Authorizer
  /** What there is, for the page's inspectors: `view.ts`. */
  views?(): readonly ResourceView[]
}

/**
 * The input has been decoded and not yet validated: a rule must bear whatever it gets. Without a need (an operation
 * that everybody may call) the list is empty.
 */
export type AccessRule = (input: Readonly<Record<string, unknown>>) => readonly AccessNeed[]

export interface ServiceDefinition {
  /** The service's name in ARNs and IAM actions: `sqs`. */
  readonly name: string
  readonly wire: WireDefinition
  /** Typical latency of its API, and of single operations that differ: `limits.ts`, with source. */
  readonly latency: Latency & { readonly operations?: Readonly<Record<string, Latency>> }
  create(context: ServiceContext): Service
}
