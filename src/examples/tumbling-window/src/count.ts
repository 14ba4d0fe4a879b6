import type { KinesisStreamTumblingWindowEvent } from 'aws-lambda'

type Counts = Readonly<Record<string, number>>

export async function handler(event: KinesisStreamTumblingWindowEvent) {
  const counts: Record<string, number> = { ...(event.state as Counts) }
  for (const { kinesis } of event.Records) {
    const { page } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) as { page: string }
    counts[page] = (counts[page] ?? 0) + 1
  }
  // The last invocation of a window brings no records, and is the one to write down what came of it.
  if (event.isFinalInvokeForWindow) console.log(event.window.start, JSON.stringify(counts))
  // Lambda hands this to the next invocation of the same window, in whatever environment it runs. Without it, even the
  // last one counts as failed, and comes again and again.
  return { state: counts }
}
