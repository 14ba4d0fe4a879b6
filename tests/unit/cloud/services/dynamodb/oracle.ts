/** dynalite on a loopback port: DynamoDB as others know it, whose tests were run against the real one. */

import { Agent, createServer, request, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Input, Output } from './engine'

const require = createRequire(import.meta.url)

export interface Answer {
  /** `<code>: <message>`, without an answer. */
  readonly error?: string
  readonly output?: Output
}

export interface Oracle {
  call(operation: string, input: Input): Promise<Answer>
  close(): Promise<void>
}

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260131T120000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=x/20260131/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
}

export async function startOracle(): Promise<Oracle> {
  const dynalite = require('dynalite') as (options: object) => Server
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }) ?? createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  return {
    call: (operation, input) =>
      new Promise((resolve, reject) => {
        const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` }
        const sent = request({ agent, port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
          let text = ''
          response.on('data', (part: string) => (text += part))
          response.on('end', () => resolve(answerOf(response.statusCode ?? 0, text)))
        })
        sent.on('error', reject)
        sent.end(JSON.stringify(input))
      }),
    close: () => {
      agent.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function answerOf(status: number, text: string): Answer {
  const body = (text === '' ? {} : JSON.parse(text)) as Output
  if (status === 200) return { output: body }
  return { error: `${String(body.__type).split('#').at(-1)}: ${body.message ?? body.Message}` }
}
