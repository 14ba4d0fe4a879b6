import { describe, expect, it } from 'vitest'
import { playground } from '../../../conformance/behaviour/playground'
import { openQueue, publish, subscription, topic } from '../../../conformance/behaviour/push'
import { allSpans, lastEnd, onlyXray, type Span } from '../../../../src/app/traces/span'
import { rootOf, spanTree } from '../../../../src/app/traces/spans'
import { moveOf, rowsOf, scaleOf, stretchesOf } from '../../../../src/app/traces/rows'
import { ServiceGraph, sharesOf, type ServiceNode } from '../../../../src/app/traces/service-map'
import { latestRoots, stampOf, summaryOf } from '../../../../src/app/traces/summary'
import { parseFilter } from '../../../../src/app/traces/filter'
import type { EventNode } from '../../../../src/app/state/lineage'
import type { Projections } from '../../../../src/app/state/projections'
import { fail, respond, type Script } from '../../cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, START_TIME } from '../../cloud/stack'
import { CLIENT, eventsOf, projectionsOf } from '../state/real-trace'

const succeeding: Script = { invoke: () => ({ takes: 5, outcome: respond('ok') }) }
const failing: Script = { invoke: () => ({ takes: 5, outcome: fail('no') }) }
const ACTIVE = { TracingConfig: { Mode: 'Active' } }

const treeOf = (projections: Projections, id = ''): Span => {
  const root = rootOf(projections.lineage, id)
  if (!root) throw new Error(`no event ${id}`)
  return spanTree(root, projections).root
}

/** `  attempt Attempt #1 fault 0–106`, one line for each span; times from the start of the run. */
function drawn(span: Span, depth = 0): string[] {
  const { kind, name, status, start, end } = span
  const at = (time: number | null): string => (time === null ? '' : String(Math.round(time - START_TIME)))
  const line = `${'  '.repeat(depth)}${kind} ${name} ${status} ${at(start)}–${at(end)}`
  return [line, ...span.children.flatMap((child) => drawn(child, depth + 1))]
}

describe('the spans of an event', () => {
  it('has waits, attempts with their phases, and retries of an asynchronous invocation', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    void run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const projections = projectionsOf(run)
    const [request] = eventsOf(projections, 'request')
    const root = treeOf(projections, request?.id)
    const lines = drawn(root)
    expect(lines.map((line) => line.replace(/ \d+–\d+$/, ''))).toEqual([
      'invocation F fault',
      '  attempt Attempt #1 fault',
      '    phase Init ok',
      '    phase Invocation fault',
      '  wait Retry wait ok',
      '  attempt Attempt #2 fault',
      '  wait Retry wait ok',
      '  attempt Attempt #3 fault',
    ])
    expect(lines[2]).toBe('    phase Init ok 0–101')
    expect([...allSpans(root)].find(({ name }) => name === 'Attempt #1')?.error?.errorMessage).toBe('no')
    // Minutes of waiting between attempts of milliseconds.
    const stretches = stretchesOf([root], 0)
    expect(stretches).toHaveLength(3)
    expect(scaleOf(stretches, 500).starts[2]).toBeLessThan(500)
  })

  it('follows a message through a batch to its dead-letter queue', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('D'),
        queue('Q', { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: arnOf('D'), maxReceiveCount: 2 } }),
        mapping('M', 'F', 'Q'),
      ],
      failing,
    )
    await run.send('Q', 'poison')
    await run.idle()
    const projections = projectionsOf(run)
    const root = treeOf(projections, eventsOf(projections, 'message')[0]?.id)
    expect(root).toMatchObject({ kind: 'event', name: 'Q', status: 'fault' })
    const kinds = root.children.map(({ kind, name }) => `${kind} ${name}`)
    expect(kinds.filter((one) => one === 'invocation F')).toHaveLength(2)
    expect(kinds).toContain('wait In flight')
    // From the invocation, the way leads back to the message.
    const batch = root.children.find(({ kind }) => kind === 'invocation')
    expect(rootOf(projections.lineage, batch?.selection?.id ?? '')?.id).toBe(root.selection?.id)
  })

  it('follows a topic into a queue and on into a batch, and draws it as a map', async () => {
    const run = await playground(
      [
        topic(),
        ...openQueue('Q', 'sns.amazonaws.com'),
        subscription('sqs', 'Q'),
        lambdaFunction('F'),
        mapping('M', 'F', 'Q'),
      ],
      { F: 'exports.handler = async () => {}' },
    )
    await publish(run, 'hello')
    await run.idle()
    const projections = projectionsOf(run)
    const notification = eventsOf(projections, 'notification')[0]
    const root = treeOf(projections, notification?.id)
    const [message] = root.children.filter(({ kind }) => kind === 'event')
    expect(message?.name).toBe('Q')
    expect(message?.children.some(({ kind, name }) => kind === 'invocation' && name === 'F')).toBe(true)
    const map = new ServiceGraph()
    map.add(root)
    expect([...map.edges.keys()]).toEqual([
      `@clients>topic:${root.name}`,
      `topic:${root.name}>queue:Q`,
      'queue:Q>function:F',
    ])
    expect(map.nodes.get('function:F')).toMatchObject({ requests: 1, statuses: { ok: 1 } })
    expect(sharesOf(map.nodes.get('function:F') as ServiceNode)).toEqual([{ status: 'ok', from: 0, to: 1 }])
  })

  it('puts what a call made below the call, and the function that took it below that', async () => {
    const run = await playground([lambdaFunction('F'), queue('Q'), lambdaFunction('W'), mapping('M', 'W', 'Q')], {
      F: `${CLIENT} exports.handler = async () => { await sendMessage('https://sqs.us-east-1.amazonaws.com/123456789012/Q', 'one') }`,
      W: 'exports.handler = async () => {}',
    })
    void run.invoke('F')
    await run.idle()
    const projections = projectionsOf(run)
    const [request] = eventsOf(projections, 'request')
    const root = treeOf(projections, request?.id)
    const call = [...allSpans(root)].find(({ kind }) => kind === 'call')
    expect(call).toMatchObject({ name: 'sqs:SendMessage', detail: '200', service: { kind: 'queue', name: 'Q' } })
    expect(call?.children[0]).toMatchObject({ kind: 'event', name: 'Q' })
    expect(call?.children[0]?.children.some(({ name }) => name === 'W')).toBe(true)
    const map = new ServiceGraph()
    map.add(root)
    expect([...map.edges.keys()]).toEqual(['@clients>function:F', 'function:F>queue:Q', 'queue:Q>function:W'])
    expect(map.nodes.get('queue:Q')?.requests).toBe(1)
  })

  it('knows what X-Ray was sent: Lambda’s segments, and a tracer’s subsegments with annotations and exceptions', async () => {
    const run = await playground([lambdaFunction('F', ACTIVE)], {
      F: `exports.handler = async () => {
        const [, root, parent] = /Root=([^;]+);Parent=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID)
        const now = Date.now() / 1000
        const part = { trace_id: root, id: 'aaaaaaaaaaaaaaaa', parent_id: parent, type: 'subsegment', name: 'price', start_time: now, end_time: now,
          fault: true, annotations: { customer: 'c-7' }, cause: { exceptions: [{ id: 'b', type: 'TypeError', message: 'no price', stack: [{ path: 'index.js', line: 3, label: 'price' }] }] } }
        const socket = require('dgram').createSocket('udp4')
        const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':')
        await new Promise((done) => socket.send('{"format":"json","version":1}\\n' + JSON.stringify(part), Number(port), host, done))
      }`,
    })
    void run.invoke('F')
    await run.idle()
    const projections = projectionsOf(run)
    const root = treeOf(projections, eventsOf(projections, 'request')[0]?.id)
    expect(root.inXray).toBe(true)
    const lines = onlyXray(root)
      .flatMap((one) => drawn(one))
      .map((line) => line.replace(/ \d+–\d+$/, ''))
    expect(lines).toEqual([
      'invocation F ok',
      '  attempt Attempt ok',
      '    phase Init ok',
      '    subsegment price fault',
    ])
    const part = [...allSpans(root)].find(({ name }) => name === 'price')
    expect(part).toMatchObject({
      annotations: { customer: 'c-7' },
      error: { errorType: 'TypeError', errorMessage: 'no price', trace: ['at price (index.js:3:1)'] },
    })
    const summary = summaryOf(latestRoots(projections.lineage, 5)[0] as EventNode, projections, 0)
    expect(summary).toMatchObject({ name: 'F', status: 'fault', inXray: 4 })
    const matches = (text: string): boolean => {
      const filter = parseFilter(text)
      return filter.ok && filter.matches(summary)
    }
    expect(['fault', 'annotation.customer = "c-7"', 'service("F") AND duration < 1', '!throttle'].map(matches)).toEqual(
      [...[true, true, true, true]],
    )
  })

  it('is not sent to X-Ray without Tracing: Active', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    void run.invoke('F')
    await run.idle()
    const projections = projectionsOf(run)
    const [node] = eventsOf(projections, 'request')
    const root = treeOf(projections, node?.id)
    expect(onlyXray(root)).toEqual([])
    expect(lastEnd(root, 0) - root.start).toBe(106)
    expect(stampOf(node as EventNode, projections.lineage)).not.toBe('')
  })
})

describe('the rows of a waterfall', () => {
  it('are gone through as a tree', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    void run.invoke('F')
    await run.idle()
    const projections = projectionsOf(run)
    const root = treeOf(projections, eventsOf(projections, 'request')[0]?.id)
    const rows = rowsOf([root], new Set())
    expect(rows.map(({ level, parent }) => [level, parent])).toEqual([
      [1, -1],
      [2, 0],
      [3, 1],
      [3, 1],
    ])
    const none = new Set<string>()
    expect(moveOf('ArrowLeft', rows, 2, none, 10)).toEqual({ to: 1 })
    expect(moveOf('ArrowLeft', rows, 1, none, 10)).toEqual({ fold: true })
    const folded = new Set([root.id])
    expect(rowsOf([root], folded)).toHaveLength(1)
    expect(moveOf('ArrowRight', rowsOf([root], folded), 0, folded, 10)).toEqual({ fold: false })
    expect(moveOf('ArrowRight', rows, 3, none, 10)).toBeNull()
    expect(moveOf('End', rows, 0, none, 10)).toEqual({ to: 3 })
  })
})
