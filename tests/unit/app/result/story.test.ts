import { describe, expect, it } from 'vitest'
import { findPlace, readHandlerError } from '../../../../src/app/result/handler-error'
import { messageStory } from '../../../../src/app/result/message-story'
import { requestStory } from '../../../../src/app/result/story'
import { Projections } from '../../../../src/app/state/projections'
import { messageId, requestId, START, story } from '../../../fixtures/traces/orders'

function projected(): Projections {
  const projections = new Projections()
  for (const record of story()) projections.apply(record)
  return projections
}

const NOW = START + 300_000

describe('the story of a request', () => {
  const told = (id: number): string[] => {
    const { requests, names } = projected()
    const request = requests.get(requestId(id))
    return request ? requestStory(request, names, NOW).map(({ title }) => title) : []
  }

  it('tells retries of an asynchronous event up to its on-failure destination', () => {
    expect(told(20)).toEqual([
      'Accepted (202) for ChargeCard',
      'Attempt 1 failed',
      'Attempt 2 in 1m',
      'Attempt 2 timed out',
      'Attempt 3 in 2m',
      'Attempt 3 failed',
      'Retries exhausted',
      'Sent to FailedOrders',
    ])
  })

  it('tells what became of a batch', () => {
    expect(told(11)).toEqual(['Batch of 3 messages from OrdersQueue', 'Invocation succeeded', 'Partial batch failure'])
  })

  it('says when the next attempt is due', () => {
    const { requests, names } = projected()
    const request = requests.get(requestId(50))
    const due = request?.retries[0]?.due ?? 0
    expect(request && requestStory(request, names, due - 45_000).at(-1)?.detail).toContain('due in 45 s')
  })
})

it('tells the way of a message into its dead-letter queue', () => {
  const { queues, names } = projected()
  const message = queues.message(messageId(2))
  expect(message && messageStory(message, names, NOW).map(({ title }) => title)).toEqual([
    'Sent to OrdersQueue',
    'Received from OrdersQueue',
    'Visible again',
    'Received from OrdersQueue',
    'Visible again',
    'Moved to FailedOrders',
  ])
  expect(message && messageStory(message, names, NOW)[1]?.link?.to).toEqual({ kind: 'request', id: requestId(11) })
})

describe('a function error', () => {
  it('is read from its payload', () => {
    expect(readHandlerError('{"errorType":"TypeError","errorMessage":"x","trace":["TypeError: x"]}')).toEqual({
      errorType: 'TypeError',
      errorMessage: 'x',
      trace: ['TypeError: x'],
    })
    expect(readHandlerError('{"statusCode":200}')).toBeNull()
    expect(readHandlerError('not JSON')).toBeNull()
  })

  const PATHS = ['src/app.ts', 'lib/src/app.ts', 'index.js']

  it.each([
    ['    at handler (/var/task/src/app.ts:3:9)', 'src/app.ts', 3],
    ['    at file:///var/task/lib/src/app.ts:10:1', 'lib/src/app.ts', 10],
    ['    at index.js:1:2', 'index.js', 1],
  ])('leads to the line that %j names', (text, path, line) => {
    const found = findPlace(text, PATHS)
    expect(found?.place).toMatchObject({ path, line })
    expect(`${found?.before}${found?.text}${found?.after}`).toBe(text.replace(/(file:\/\/)?\/var\/task\//, ''))
  })

  it('leads nowhere outside the project', () => {
    expect(findPlace('    at Runtime.handleOnce (file:///var/runtime/index.mjs:1306:29)', PATHS)).toBeNull()
  })
})
