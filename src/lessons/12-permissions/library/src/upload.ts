import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const s3 = new S3Client({})

export const handler = async ({ key, text }: { readonly key: string; readonly text: string }) => {
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: text }))
  return { stored: key }
}
