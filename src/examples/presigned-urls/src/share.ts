import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const client = new S3Client({})
const Bucket = process.env.BUCKET

export const handler = async (file: { readonly key: string; readonly text: string }) => {
  const Key = file.key
  const putUrl = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key }), { expiresIn: 60 })
  const put = await fetch(putUrl, { method: 'PUT', body: file.text })
  const getUrl = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 })
  const fresh = await fetch(getUrl)
  const text = await fresh.text()
  await new Promise((resolve) => setTimeout(resolve, 61_000))
  const late = await fetch(getUrl)
  return { put: put.status, fresh: fresh.status, text, late: late.status, why: await late.text() }
}
