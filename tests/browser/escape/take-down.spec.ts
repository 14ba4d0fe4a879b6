/** Handlers that try to take the page down, or to be more than text in it, in every engine. */

import { expect, test } from '@playwright/test'
import { inEachEngine } from '../../engines/test'
import { TAKE_DOWN } from './cases/take-down'
import { markupThatRuns, TEXTS } from './cases/text'
import { endure, openCases, untilNoteIsShown, watchPage } from './endure'

/** All of them with COLDSTART_ESCAPE=all, which is what `npm run escape` sets. */
const all = process.env['COLDSTART_ESCAPE'] === 'all'
const only = process.env['COLDSTART_CASES']?.split(',')
const CASES = TAKE_DOWN.filter(({ id }) => !only || only.includes(id))

test.skip(!all, 'they fill memory and processors for minutes: npm run escape')

inEachEngine(
  'no handler takes the page down',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    await page.evaluate(watchPage)
    const wrong: string[] = []
    await openCases(page, CASES)
    for (const one of CASES) {
      const endured = await endure(page, one)
      wrong.push(...endured.wrong.map((text) => `${one.id}: ${text}`))
      if (process.env['COLDSTART_VERBOSE'])
        process.stdout.write(
          `${one.id}: ${endured.ms} ms, gap ${endured.gap}: ${endured.end} ${endured.wrong.join('; ')}\n`,
        )
      // A flood goes on for as long as the simulated clock does: who has seen enough starts over.
      if (!endured.recovered) await openCases(page, CASES)
    }
    expect.soft(wrong.join('\n')).toBe('')
    await page.open(url)
    await untilNoteIsShown(page)
  },
  { timeout: 900_000 },
)

const VIEWS = ['Logs', 'Resources', 'Timeline', 'Events', 'Traces', 'Architecture']

inEachEngine(
  'what handlers write is text in the page, never markup',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    const hostile = TEXTS.map(({ text }) => text)
    await page.evaluate(
      async ({ template, handler, texts }) => {
        await coldstart.ready
        await coldstart.open({
          files: { 'template.yaml': template, 'src/index.js': handler, 'events/x.json': '{}' },
          settings: { seed: 1, pace: 'paused', cpu: 'fixed' },
        })
        const { ok, diagnostics } = await coldstart.deploy()
        if (!ok) throw new Error(JSON.stringify(diagnostics))
        for (const text of texts) {
          const answers = ['log', 'result', 'error', 'send'].map((way) => coldstart.invoke('F', { way, text }))
          await coldstart.clock.runUntilIdle()
          await Promise.all(answers)
        }
      },
      { template: textTemplate(), handler: TEXT_HANDLER, texts: hostile },
    )
    const found: string[] = []
    let shown = 0
    for (const view of VIEWS) {
      const hasTab = await page.evaluate(
        (name) => [...document.querySelectorAll('[role=tab]')].some((tab) => tab.textContent?.trim().startsWith(name)),
        view,
      )
      if (!hasTab) found.push(`there is no view ${view}`)
      else
        await page.evaluate(
          (name) =>
            [...document.querySelectorAll<HTMLElement>('[role=tab]')]
              .find((tab) => tab.textContent?.trim().startsWith(name))
              ?.click(),
          view,
        )
      await new Promise((resolve) => setTimeout(resolve, 400))
      for (const one of await page.evaluate(markupThatRuns)) found.push(`${view}: ${one}`)
      shown += await page.evaluate(
        (starts) => starts.filter((start) => document.body.innerText.includes(start)).length,
        hostile.map((text) => text.slice(0, 16)),
      )
    }
    expect(found).toEqual([])
    expect(shown, 'texts that are shown as text').toBeGreaterThan(0)
  },
  { timeout: 120_000 },
)

const TEXT_HANDLER = `exports.handler = async ({ way, text }) => {
  if (way === 'log') { console.log(text); console.error({ [text.slice(0, 200)]: text }); process.stdout.write(text + '\\n'); return 1 }
  if (way === 'result') return { [text]: text, url: text, href: text, html: text, body: text, statusCode: 200, headers: { 'content-type': 'text/html', location: text } }
  if (way === 'error') throw Object.defineProperty(new Error(text), 'name', { value: text })
  const answer = await fetch('https://sqs.us-east-1.amazonaws.com/', {
    method: 'POST',
    headers: {
      'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261130/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00',
      'x-amz-security-token': process.env.AWS_SESSION_TOKEN,
    },
    body: JSON.stringify({ QueueUrl: process.env.QUEUE, MessageBody: text, MessageAttributes: { note: { DataType: 'String', StringValue: text } } }),
  })
  return answer.status
}`

/** A template that is as hostile as its handler. */
const textTemplate = (): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: '<img src=x onerror="globalThis.coldstartWasHere=1">'
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: F
      Description: 'javascript:globalThis.coldstartWasHere=1'
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: { Variables: { QUEUE: !Ref Queue, EVIL: '<svg onload="globalThis.coldstartWasHere=1">' } }
      Policies: [{ SQSSendMessagePolicy: { QueueName: !GetAtt Queue.QueueName } }]
      Tags: { evil: '<script>globalThis.coldstartWasHere=1</script>' }
  Queue: { Type: AWS::SQS::Queue }
Outputs:
  Link: { Description: '<a href="javascript:globalThis.coldstartWasHere=1">x</a>', Value: 'javascript:globalThis.coldstartWasHere=1' }
  Other: { Value: 'data:text/html,<script>opener.coldstartWasHere=1</script>' }
`
