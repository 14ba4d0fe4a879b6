import type { Context } from 'aws-lambda'

interface Job {
  failures: number
}

/** Attempts of each request seen by this environment. Every attempt carries the same request id. */
const attempts = new Map<string, number>()

export const handler = async (job: Job, context: Context) => {
  const attempt = (attempts.get(context.awsRequestId) ?? 0) + 1
  attempts.set(context.awsRequestId, attempt)
  console.log(`attempt ${attempt}`)
  if (attempt <= job.failures) throw new Error(`attempt ${attempt} failed, as asked`)
  return { attempts: attempt }
}
