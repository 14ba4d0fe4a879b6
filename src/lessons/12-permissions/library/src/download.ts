import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'

const s3 = new S3Client({})

export const handler = async ({ key }: { readonly key: string }) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }))
  console.log(`handed out ${key}`)
  return { key, text: await Body?.transformToString() }
}
