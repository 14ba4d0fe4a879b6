import { describe, expect, it } from 'vitest'
import type { ColdstartApi } from '../../../../src/api/api'
import { jsonProblem } from '../../../../src/app/stimulus/json-problem'
import { send } from '../../../../src/app/stimulus/send'
import { currentStimulus, fileWord, freeEventPath } from '../../../../src/app/stimulus/stimulus'

describe('the place where a text stops being JSON', () => {
  it.each([
    ['', 1, 1, 'the event is empty'],
    ['{"a": 1,}', 1, 9, 'no “,” before “}”'],
    ['{\n  "a" 1\n}', 2, 7, '“:” expected'],
    ["{'a': 1}", 1, 2, 'a name in double quotes expected'],
    ['[1 2]', 1, 4, '“,” or “]” expected'],
    ['{"a": tru}', 1, 7, 'a value expected'],
    ['"a\nb"', 1, 3, '“"” missing'],
    ['"\\x"', 1, 2, 'not a valid escape'],
    ['{} {}', 1, 4, 'nothing may follow the value'],
    ['[01]', 1, 2, 'a value expected'],
  ])('%j', (text, line, column, message) => {
    expect(jsonProblem(text)).toEqual({ line, column, message })
  })

  it.each(['null', '{"a":[1,-2.5e3,"\\u00e9",true,false,null,{}]}', ' [ ] '])('is nowhere in %j', (text) => {
    expect(jsonProblem(text)).toBeNull()
  })
})

describe('what Run would send', () => {
  const files = { 'events/b.json': '{"b":1}', 'events/a.json': '{"a":1}', 'src/app.ts': '' }
  const targets = [
    { logicalId: 'Orders', kind: 'function' },
    { logicalId: 'Queue', kind: 'queue' },
  ] as const

  it('is a message to a topic, where that is the target', () => {
    const stored = { target: 'Cluster/orders', kind: 'sync', eventFile: null, payload: 'x' } as const
    const channel = { logicalId: 'Cluster/orders', kind: 'channel' } as const
    expect(currentStimulus(stored, files, [...targets, channel])).toMatchObject({ kind: 'channel', payload: 'x' })
  })

  it('is the first event to the first target at the beginning', () => {
    expect(currentStimulus(null, files, targets)).toEqual({
      target: 'Orders',
      kind: 'sync',
      eventFile: 'events/a.json',
      payload: '{"a":1}',
    })
  })

  it('is nothing without a target', () => {
    expect(currentStimulus(null, files, [])).toBeNull()
  })

  it('is a message when the target is a queue, and an event file is read anew', () => {
    const stored = { target: 'Queue', kind: 'async', eventFile: 'events/b.json', payload: 'old' } as const
    expect(currentStimulus(stored, files, targets)).toMatchObject({ kind: 'queue', payload: '{"b":1}' })
  })

  it('keeps its text when its file is gone', () => {
    const stored = { target: 'Orders', kind: 'async', eventFile: 'events/gone.json', payload: 'kept' } as const
    expect(currentStimulus(stored, files, targets)).toMatchObject({ kind: 'async', eventFile: null, payload: 'kept' })
  })

  it('is saved under a free name', () => {
    expect(fileWord('OrderPlaced')).toBe('order-placed')
    expect(freeEventPath({ 'events/order.json': '', 'events/order-2.json': '' }, 'order')).toBe('events/order-3.json')
  })
})

describe('sending', () => {
  const stimulus = { target: 'T', kind: 'queue', eventFile: null, payload: 'any text' } as const
  type Request = { headers: Record<string, string>; body: string }

  function answering(status: number, body: object) {
    const requests: [action: string | undefined, input: unknown][] = []
    const aws = async ({ headers, body: input }: Request) => {
      requests.push([headers['x-amz-target'], JSON.parse(input)])
      return { status, headers: {}, body: JSON.stringify(body) }
    }
    return { api: { aws } as unknown as ColdstartApi, requests }
  }

  it('to a queue is SQS SendMessage', async () => {
    const { api, requests } = answering(200, { MessageId: 'm' })
    expect(await send(api, stimulus, { count: 1, callers: 1 }, 'https://queue')).toEqual({ kind: 'message', id: 'm' })
    expect(requests).toEqual([['AmazonSQS.SendMessage', { QueueUrl: 'https://queue', MessageBody: 'any text' }]])
  })

  it('many times to a queue goes in batches', async () => {
    const { api, requests } = answering(200, { Successful: [{ MessageId: 'last' }] })
    expect(await send(api, stimulus, { count: 25, callers: 1 }, 'https://queue')).toEqual({
      kind: 'message',
      id: 'last',
    })
    expect(requests.map(([, input]) => (input as { Entries: unknown[] }).Entries.length)).toEqual([10, 10, 5])
  })

  it('fails with the error code of AWS as its name', async () => {
    const { api } = answering(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' })
    const sending = send(api, stimulus, { count: 1, callers: 1 }, 'https://queue')
    await expect(sending).rejects.toMatchObject({ name: 'QueueDoesNotExist', message: 'gone' })
  })

  it('many asynchronous events keeps as many calls open as it was told', async () => {
    let [open, most] = [0, 0]
    const invoke = async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setTimeout(resolve, 1))
      open--
      return { RequestId: 'r' }
    }
    const event = { ...stimulus, kind: 'async', payload: '{}' } as const
    await send({ invoke } as unknown as ColdstartApi, event, { count: 20, callers: 4 }, '')
    expect(most).toBe(4)
  })

  it('says so when the sandbox died under a synchronous invocation', async () => {
    const invoke = async () => ({
      RequestId: '',
      Payload: '{"errorType":"Runtime.OutOfMemory","errorMessage":"killed"}',
    })
    const event = { ...stimulus, kind: 'sync', payload: '{}' } as const
    const sent = await send({ invoke } as unknown as ColdstartApi, event, { count: 1, callers: 1 }, '')
    expect(sent).toEqual({ kind: 'refused', title: 'Runtime.OutOfMemory', detail: 'killed' })
  })
})
