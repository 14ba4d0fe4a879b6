import type { ColdstartApi, LoadReport, PlayReport, WireResponse } from '../../api/api'
import type { Spread } from '../../cloud/aws/stimuli/arrivals'
import { hasPlaceholders } from '../../cloud/aws/stimuli/placeholders'
import type { Stimulus } from '../../project/model'
import { readHandlerError } from '../result/handler-error'
import { timedStimulus } from './script'

export interface Repeat {
  /** How often in all. */
  readonly count: number
  /** How many at a time. */
  readonly callers: number
  /** Seconds over which they are spread; at once without them. */
  readonly over?: number
  readonly spread?: Spread
}

export type Sent =
  /** A burst or a script, to its end. `what`: what was sent, for a heading. */
  | { readonly kind: 'played'; readonly what: string; readonly report: PlayReport }
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'message'; readonly id: string }
  /** Into a topic, a broker's queue or a collection. */
  | { readonly kind: 'delivered'; readonly target: string; readonly id: string }
  /** Refused by the service, or not sent for a reason. */
  | { readonly kind: 'refused'; readonly title: string; readonly detail: string }
  | { readonly kind: 'load'; readonly report: LoadReport; readonly requests: number; readonly callers: number }

/**
 * Sends a stimulus.
 * @param queueUrl of the target, if it is a queue
 * @param qualifier of a function that needs one
 * @throws an Error named after the AWS error code
 */
export async function send(
  api: ColdstartApi,
  stimulus: Stimulus,
  repeat: Repeat,
  queueUrl: string,
  qualifier?: string,
): Promise<Sent> {
  if (isPlayed(stimulus, repeat)) return play(api, stimulus, repeat, qualifier)
  const qualified = qualifier === undefined ? {} : { qualifier }
  const { target, kind, payload } = stimulus
  switch (kind) {
    case 'sync': {
      if (repeat.count > 1) {
        const { count: requests, callers } = repeat
        const shared = { requests, callers: Math.min(callers, requests), ...qualified }
        const report = await api.load(target, JSON.parse(payload), shared)
        return { kind: 'load', report, requests, callers }
      }
      const response = await api.invoke(target, JSON.parse(payload), { type: 'RequestResponse', ...qualified })
      if (response.RequestId) return { kind: 'request', id: response.RequestId }
      // The sandbox died under it, and with it the trace that would have named it.
      const { errorType, errorMessage } = readHandlerError(response.Payload) ?? { errorType: null, errorMessage: '' }
      return { kind: 'refused', title: errorType ?? 'No answer', detail: errorMessage }
    }
    case 'async': {
      const event: unknown = JSON.parse(payload)
      const id = await repeated(
        repeat,
        async () => (await api.invoke(target, event, { type: 'Event', ...qualified })).RequestId,
      )
      return { kind: 'request', id }
    }
    case 'channel': {
      const id = await repeated({ ...repeat, callers: 1 }, () => api.send(target, { body: payload }))
      return { kind: 'delivered', target, id }
    }
    default:
      return { kind: 'message', id: await sendMessages(api, queueUrl, payload, repeat.count) }
  }
}

/** Whether it is played in the cloud: what is spread over time, differs from event to event or has details. */
function isPlayed({ kind, payload, details = {} }: Stimulus, { count, over = 0 }: Repeat): boolean {
  if (!['sync', 'async', 'queue', 'channel'].includes(kind)) return true
  const hasDetails = kind !== 'sync' && kind !== 'async' && Object.values(details).some((text) => text !== '')
  return (count > 1 && over > 0) || hasPlaceholders(payload) || hasDetails
}

async function play(api: ColdstartApi, stimulus: Stimulus, repeat: Repeat, qualifier?: string): Promise<Sent> {
  const { target, kind } = stimulus
  const report = await api.play({ stimuli: [timedStimulus(stimulus, repeat, qualifier)] })
  if (repeat.count > 1) return { kind: 'played', what: target, report }
  const [refusal] = report.refusals
  if (refusal) throw namedError(refusal.code, refusal.message)
  const id = report.lastId ?? ''
  if (kind === 'sync' || kind === 'async') return { kind: 'request', id }
  return kind === 'queue' ? { kind: 'message', id } : { kind: 'delivered', target, id }
}

/** @returns what the last one returned */
async function repeated<T>({ count, callers }: Repeat, once: () => Promise<T>): Promise<T> {
  let last = await once()
  for (let done = 1; done < count; done += callers) {
    const results = await Promise.all(Array.from({ length: Math.min(callers, count - done) }, once))
    last = results.at(-1) ?? last
  }
  return last
}

/** As many as SQS takes in one request. */
const BATCH_SIZE = 10

/** @returns the id of the last message */
async function sendMessages(api: ColdstartApi, queueUrl: string, body: string, count: number): Promise<string> {
  if (count === 1) {
    const { MessageId } = await sqs(api, 'SendMessage', { QueueUrl: queueUrl, MessageBody: body })
    return String(MessageId)
  }
  let last = ''
  for (let sent = 0; sent < count; sent += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, count - sent)
    const entries = Array.from({ length: size }, (_, index) => ({ Id: String(index), MessageBody: body }))
    const answer = await sqs(api, 'SendMessageBatch', { QueueUrl: queueUrl, Entries: entries })
    const [failed] = answer.Failed ?? []
    if (failed) throw namedError(failed.Code, failed.Message)
    last = answer.Successful?.at(-1)?.MessageId ?? last
  }
  return last
}

interface SqsAnswer {
  readonly MessageId?: string
  readonly Successful?: readonly { readonly MessageId: string }[]
  readonly Failed?: readonly { readonly Code: string; readonly Message?: string }[]
  readonly __type?: string
  readonly message?: string
}

async function sqs(api: ColdstartApi, action: string, input: object): Promise<SqsAnswer> {
  const response = await api.aws({
    method: 'POST',
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(input),
  })
  const answer = JSON.parse(bodyText(response)) as SqsAnswer
  if (response.status === 200) return answer
  throw namedError(answer.__type?.split('#').at(-1) ?? 'ServiceException', answer.message)
}

const namedError = (name: string, message = 'SQS gave no reason.'): Error => Object.assign(new Error(message), { name })

const bodyText = ({ body }: WireResponse): string => (typeof body === 'string' ? body : new TextDecoder().decode(body))
