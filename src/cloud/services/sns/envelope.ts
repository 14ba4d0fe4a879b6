/**
 * What subscribers get: SNS's JSON for queues and HTTP endpoints, and the event of a function.
 *
 * Signatures have the shape of AWS's and prove nothing: there is no private key, and the certificate's address leads
 * nowhere.
 * Sources: Amazon SNS Developer Guide, "Parsing message formats"; Lambda Developer Guide, "Using Lambda with Amazon SNS";
 * FIFO envelopes and the record for Lambda recorded from AWS (LocalStack's test suite).
 */

import type { Account } from '../../aws/arn'
import { isoTimestamp } from '../../aws/timestamps'
import type { TraceFact } from '../../aws/trace-records'
import type { Kernel } from '../../kernel/kernel'
import type { DeliveredAttribute } from '../contract'
import { textFor, type PublishedMessage, type Subscription, type Topic } from './state'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export class Envelopes {
  readonly #kernel: Kernel<TraceFact>
  readonly #account: Account
  #certificate: string | null = null

  constructor(kernel: Kernel<TraceFact>, account: Account) {
    this.#kernel = kernel
    this.#account = account
  }

  /** The JSON text of a notification, laid out as SNS does it. */
  notification(message: PublishedMessage, topic: Topic, subscription: Subscription): string {
    const attributes = Object.entries(message.attributes)
    return layOut([
      ['Type', 'Notification'],
      ['MessageId', message.id],
      ...(message.sequenceNumber !== null ? [['SequenceNumber', message.sequenceNumber] as const] : []),
      ['TopicArn', topic.arn],
      ...(message.subject !== null ? [['Subject', message.subject] as const] : []),
      ['Message', textFor(message, subscription.protocol)],
      ['Timestamp', isoTimestamp(message.publishedAt)],
      ...(topic.isFifo ? [] : signed(this.#signature(topic))),
      ['UnsubscribeURL', this.#unsubscribeUrl(subscription)],
      ...(attributes.length > 0 ? [['MessageAttributes', message.attributes] as const] : []),
    ])
  }

  /** What an HTTP endpoint gets first. */
  confirmation(topic: Topic, subscription: Subscription): string {
    const { region } = this.#account
    const url = `https://sns.${region}.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${subscription.token}`
    return layOut([
      ['Type', 'SubscriptionConfirmation'],
      ['MessageId', this.#kernel.random('message-ids').uuid()],
      ['Token', subscription.token],
      ['TopicArn', topic.arn],
      [
        'Message',
        `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      ],
      ['SubscribeURL', url],
      ['Timestamp', isoTimestamp(this.#kernel.now)],
      ...signed(this.#signature(topic)),
    ])
  }

  /** One record per event. */
  lambdaEvent(message: PublishedMessage, topic: Topic, subscription: Subscription): string {
    const { version, signature, certificateUrl } = this.#signature(topic)
    return JSON.stringify({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription.arn,
          Sns: {
            Type: 'Notification',
            MessageId: message.id,
            TopicArn: topic.arn,
            Subject: message.subject,
            Message: textFor(message, 'lambda'),
            Timestamp: isoTimestamp(message.publishedAt),
            SignatureVersion: version,
            Signature: signature,
            SigningCertUrl: certificateUrl,
            UnsubscribeUrl: this.#unsubscribeUrl(subscription),
            MessageAttributes: Object.fromEntries(
              Object.entries(message.attributes).map(([name, attribute]) => [name, attributeOf(attribute)]),
            ),
          },
        },
      ],
    })
  }

  #signature(topic: Topic): Signature {
    this.#certificate ??= this.#kernel.random('sns-certificate').hex(32)
    return {
      version: topic.attributes['SignatureVersion'] ?? '1',
      // Of 256 bytes, as RSA's with a key of 2,048 bits.
      signature: `${this.#kernel.random('sns-signatures').text(342, BASE64)}==`,
      certificateUrl: `https://sns.${this.#account.region}.amazonaws.com/SimpleNotificationService-${this.#certificate}.pem`,
    }
  }

  #unsubscribeUrl({ arn }: Subscription): string {
    return `https://sns.${this.#account.region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`
  }
}

interface Signature {
  readonly version: string
  /** Base64. */
  readonly signature: string
  readonly certificateUrl: string
}

const signed = ({ version, signature, certificateUrl }: Signature): readonly Entry[] => [
  ['SignatureVersion', version],
  ['Signature', signature],
  ['SigningCertURL', certificateUrl],
]

const attributeOf = ({ dataType, stringValue, binaryValue }: DeliveredAttribute): { Type: string; Value: string } => ({
  Type: dataType,
  Value: binaryValue ?? stringValue ?? '',
})

type Entry = readonly [name: string, value: string | Readonly<Record<string, DeliveredAttribute>>]

function layOut(entries: readonly Entry[]): string {
  const lines = entries.map(([name, value]) => {
    if (typeof value === 'string') return `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`
    const attributes = Object.entries(value).map(
      ([key, attribute]) => `    ${JSON.stringify(key)} : ${JSON.stringify(attributeOf(attribute))}`,
    )
    return `  ${JSON.stringify(name)} : {\n${attributes.join(',\n')}\n  }`
  })
  return `{\n${lines.join(',\n')}\n}`
}
