import type { LambdaFunctionURLEvent } from 'aws-lambda'
import type { Writable } from 'node:stream'

// A global of Lambda's Node.js runtime.
declare const awslambda: {
  streamifyResponse(handler: (event: LambdaFunctionURLEvent, stream: Writable) => Promise<void>): unknown
  HttpResponseStream: { from(stream: Writable, metadata: object): Writable }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const name = event.queryStringParameters?.name ?? 'world'
  if (event.rawPath !== '/') {
    const missing = awslambda.HttpResponseStream.from(stream, {
      statusCode: 404,
      headers: { 'content-type': 'text/plain' },
    })
    missing.write(`There is no ${event.rawPath} here.\n`)
    missing.end()
    return
  }

  // Status and headers leave with the first write; what is written later has a time of its own.
  const page = awslambda.HttpResponseStream.from(stream, {
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
  page.write(
    `<!doctype html><style>body { font: 16px/1.5 sans-serif; margin: 2rem }</style><h1>Hello, ${escaped(name)}!</h1>`,
  )
  for (const step of ['Looked up', 'Counted', 'Done']) {
    await pause(400)
    page.write(`<p>${step} at ${new Date().toISOString()}</p>`)
  }
  page.end()
})
