import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Event } from 'aws-lambda'

const client = new S3Client({})

export const handler = async (event: S3Event) => {
  for (const { eventName, s3 } of event.Records) {
    const Bucket = s3.bucket.name
    // Keys arrive URL-encoded, with + for a blank.
    const Key = decodeURIComponent(s3.object.key.replaceAll('+', ' '))
    const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket, Key }))
    const text = await Body?.transformToString()
    console.log(eventName, Key, ContentType, text)
  }
}
