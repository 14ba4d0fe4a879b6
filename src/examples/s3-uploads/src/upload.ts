import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const client = new S3Client({})
const Bucket = process.env.BUCKET

export const handler = async (files: Readonly<Record<string, string>>) => {
  for (const [Key, Body] of Object.entries(files)) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain' }))
  }
  return Object.keys(files)
}
