import type { Context } from 'aws-lambda'

interface Invoice {
  readonly customer: string
  /** How many attempts the mail server refuses. */
  readonly refusals: number
}

// A retry has the request id of the first attempt. It mostly meets the same environment, too: a handler that throws
// does not end it. (To rely on that would be a mistake; here it saves a database.)
const attempts = new Map<string, number>()

export async function handler(invoice: Invoice, context: Context) {
  const attempt = (attempts.get(context.awsRequestId) ?? 0) + 1
  attempts.set(context.awsRequestId, attempt)
  console.log(`attempt ${attempt} for ${invoice.customer}`)

  if (attempt <= invoice.refusals) throw new Error(`The mail server refused attempt ${attempt}`)
  return { sentTo: invoice.customer, attempts: attempt }
}
