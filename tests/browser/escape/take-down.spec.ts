/** Handlers that try to take the page down, or to be more than text in it, in every engine. */

import { expect, test } from '@playwright/test'
import type { EnginePage } from '../../engines'
import { inEachEngine } from '../../engines/test'
import { TAKE_DOWN, type TakeDown } from './cases/take-down'
import { markupThatRuns, TEXTS } from './cases/text'

/** How long the page may show nothing new, milliseconds: a machine with two cores that both are taken is slow. */
const GAP_MAX = 1_500
/** Begun at once; more would wait for each other's processors. */
const AT_ONCE = 6

/** All of them with COLDSTART_ESCAPE=all, which is what `npm run escape` sets. */
const all = process.env['COLDSTART_ESCAPE'] === 'all'
const CASES = TAKE_DOWN

test.skip(!all, 'they fill memory and processors for minutes: npm run escape')

const NOTE = 'What the user has written stays'

const idOf = (id: string): string => `F${id.replaceAll(/\W/g, '')}`

function projectOf(cases: readonly TakeDown[]): Record<string, string> {
  const files: Record<string, string> = {
    'template.yaml': [
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Transform: AWS::Serverless-2016-10-31',
      'Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler, Timeout: 1 } }',
      'Resources:',
      '  Other: { Type: AWS::Serverless::Function, Properties: { FunctionName: Other, CodeUri: src/other/ } }',
      ...cases.flatMap(({ id, properties }) => [
        `  ${idOf(id)}:`,
        '    Type: AWS::Serverless::Function',
        `    Properties: { FunctionName: ${idOf(id)}, CodeUri: src/${id}/${properties ? `, ${properties}` : ''} }`,
      ]),
    ].join('\n'),
    'src/other/index.js': `// ${NOTE}.\nexports.handler = async (event) => 'here: ' + event.word`,
  }
  for (const { id, attack = '', module } of cases) {
    files[`src/${id}/index.js`] = module ?? `exports.handler = async (event) => {${attack}\n}`
  }
  return files
}

/** In the page: from now on it notes how long it was without a frame. */
function watchFrames(): void {
  const watch = globalThis as typeof globalThis & { longestGap: number; clicks: number }
  watch.longestGap = 0
  watch.clicks = 0
  let last = performance.now()
  const frame = (): void => {
    const now = performance.now()
    watch.longestGap = Math.max(watch.longestGap, now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  document.addEventListener('click', () => watch.clicks++, true)
}

/** What is wrong with the page after these attacks: nothing. */
async function survives(page: EnginePage, cases: readonly TakeDown[]): Promise<readonly string[]> {
  const answers = page.evaluate(
    async (names) => {
      const watch = globalThis as typeof globalThis & { longestGap: number }
      watch.longestGap = 0
      const pending = Promise.all(names.map((name) => coldstart.invoke(name, {}, { type: 'Event' }).catch(String)))
      await coldstart.clock.runUntilIdle({ limitMs: 5_000 }).catch(String)
      await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 1_000))])
    },
    cases.map(({ id }) => idOf(id)),
  )
  const wrong: string[] = []
  // While it goes on.
  const before = await page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks)
  await page.click({ css: '[role=tab]', text: 'Resources' })
  const clicked = await page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks)
  if (clicked <= before) wrong.push('a click did nothing')
  await answers
  const after = await page.evaluate(async (note) => {
    const watch = globalThis as typeof globalThis & { longestGap: number }
    const gap = watch.longestGap
    // A sandbox that was replaced is deployed to again by the page.
    const answer = async (): Promise<string> => {
      const answer = coldstart.invoke('Other', { word: 'after' })
      await coldstart.clock.runUntilIdle({ limitMs: 5_000 })
      return (await answer).Payload
    }
    let word = ''
    for (let attempt = 0; attempt < 40 && word !== '"here: after"'; attempt++) {
      word = await answer().catch(String)
      if (word !== '"here: after"') await new Promise((resolve) => setTimeout(resolve, 500))
    }
    const text = document.querySelector('[aria-label=Code]')?.textContent?.replaceAll('\u00a0', ' ') ?? ''
    return { gap, word, kept: text.includes(note) }
  }, NOTE)
  if (after.gap > GAP_MAX) wrong.push(`no frame for ${Math.round(after.gap)} ms`)
  if (after.word !== '"here: after"') wrong.push(`another function answers ${after.word}`)
  if (!after.kept) wrong.push('the text is lost')
  return wrong.map((text) => `${cases.map(({ id }) => id).join(', ')}: ${text}`)
}

inEachEngine(
  'no handler takes the page down',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    await page.evaluate(watchFrames)
    const wrong: string[] = []
    await page.evaluate(async (files) => {
      await coldstart.ready
      await coldstart.open({
        files,
        settings: { seed: 1, pace: 'paused', cpu: 'fixed', openFile: 'src/other/index.js' },
      })
      const { ok, diagnostics } = await coldstart.deploy()
      if (!ok) throw new Error(JSON.stringify(diagnostics))
    }, projectOf(CASES))
    const groups: TakeDown[][] = []
    for (const one of CASES) {
      const last = groups.at(-1)
      if (!one.slow && last && last.length < AT_ONCE && !last[0]?.slow) last.push(one)
      else groups.push([one])
    }
    for (const group of groups) {
      const startedAt = performance.now()
      wrong.push(...(await survives(page, group)))
      if (process.env['COLDSTART_VERBOSE']) {
        const ms = Math.round(performance.now() - startedAt)
        process.stdout.write(`${group.map(({ id }) => id).join(' ')}: ${ms} ms ${wrong.at(-1) ?? ''}\n`)
      }
    }
    expect(wrong.join('\n')).toBe('')
  },
  { timeout: 400_000 },
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
    }
    expect(found).toEqual([])
    expect(await page.evaluate(() => document.body.innerText.includes('<img src=x onerror='))).toBe(true)
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
