/** `<coldstart-playground>` in pages of other origins. They are served as strictly as a page can be, or opened as files. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test, type FrameLocator, type Page } from '@playwright/test'
import type { ColdstartPlaygroundElement } from '../../src/api/api'

const HELLO = "export const handler = async (event: { name?: string }) => ({ hello: event.name ?? 'world' })"

const playground = (id: string, attributes: string, handler: string): string => `
  <coldstart-playground id="${id}" ${attributes}>
    <script type="text/plain" data-file="src/index.ts">
      ${handler}
    </script>
    <script type="application/json" data-settings>{ "pace": "max" }</script>
  </coldstart-playground>`

/** A page of another origin, with nothing allowed that its documentation does not ask for. */
async function hostPage(body: string, origin: string): Promise<{ readonly url: string; readonly server: Server }> {
  const html = `<!doctype html><html lang="en"><title>Host</title><h1>An article</h1>${body}<script src="${origin}/embed.js" async></script>`
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.setHeader('content-security-policy', `default-src 'none'; script-src ${origin}; frame-src ${origin}`)
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}/` }
}

const frameOf = (page: Page, id: string): FrameLocator => page.locator(`#${id}`).frameLocator('iframe')
const element = (page: Page, id: string) => page.locator(`#${id}`)

/** Events of the page's embeds, as `name` of each. */
const noteEvents = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const events: string[] = []
    Object.assign(globalThis, { heard: events })
    for (const name of ['ready', 'deployed', 'run', 'change', 'error']) {
      addEventListener(`coldstart-${name}`, ({ target }) => events.push(`${(target as Element).id} ${name}`))
    }
  })
const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)

test('runs in a page of another origin that allows next to nothing, driven by keys and by the API', async ({
  page,
  baseURL,
}) => {
  const origin = new URL(baseURL ?? '').origin
  const body = playground('a', 'view="code result" title="Hello"', HELLO) + playground('b', 'view="timeline"', HELLO)
  const { url, server } = await hostPage(body, origin)
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await noteEvents(page)
  await page.goto(url)

  // Untouched: its code, and nothing else was loaded.
  const run = element(page, 'a').getByRole('button', { name: 'Run' })
  await expect(run).toBeVisible()
  await expect(element(page, 'a').locator('pre .keyword').first()).toHaveText('export')
  expect(requests.filter((one) => one !== '/' && one !== '/favicon.ico')).toEqual(['/embed.js'])
  // What a host's page says to itself is nobody's greeting.
  await page.evaluate(() => {
    for (const data of [{ coldstart: 'hello', protocol: 1 }, { id: 1 }, null]) postMessage(data, '*')
  })

  // By keyboard: to Run, then into the frame, the editor, and out.
  await page.locator('h1').click()
  await page.keyboard.press('Tab')
  await expect(run).toBeFocused()
  await page.keyboard.press('Enter')
  const frame = frameOf(page, 'a')
  await expect(frame.getByText('"world"')).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => heard(page)).toEqual(['a ready', 'a deployed', 'a run'])

  // What a host could not ask for is ignored or refused; the embed goes on.
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('#a')?.shadowRoot?.querySelector('iframe') as HTMLIFrameElement
    const { port2 } = new MessageChannel()
    const start = { files: { 'a.ts': 'x' }, settings: {} }
    for (const data of [{ coldstart: 'connect', protocol: 1, start }, 'x', { type: 'APPLY', path: ['eval'] }]) {
      contentWindow?.postMessage(data, '*', [new MessageChannel().port1])
    }
    port2.close()
  })
  const answers = await page.evaluate(async () => {
    const a = document.querySelector('#a') as ColdstartPlaygroundElement
    const records: string[] = []
    const end = a.subscribe((some) => records.push(...some.map(({ type }) => type)))
    const answer = await a.invoke('Function', { name: 'Ada' })
    const refused = await a.clock.advance('soon' as unknown as number).catch(({ name }: Error) => name)
    const absent = await a.invoke('Nobody').catch(({ name }: Error) => name)
    const now = await a.clock.now()
    while (records.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    end()
    return { answer, refused, absent, now, records, files: Object.keys(await a.files()), link: await a.share() }
  })
  expect(answers).toMatchObject({
    answer: { StatusCode: 200, Payload: '{"hello":"Ada"}' },
    refused: 'ArgumentError',
    absent: 'ResourceNotFoundException',
    files: ['src/index.ts', 'template.yaml'],
  })
  expect(answers.records.length).toBeGreaterThan(0)
  expect(answers.link.startsWith(`${origin}/#v2.`)).toBe(true)

  // The other one has a stack of its own.
  const other = await page.evaluate(async () => {
    const b = document.querySelector('#b') as ColdstartPlaygroundElement
    await b.open({ files: { ...(await b.files()), 'src/index.ts': 'export const handler = async () => 7' } })
    await b.deploy()
    const answer = await b.invoke('Function')
    return { answer, trace: (await b.trace({ types: ['invocation-started'] as never })).length, files: await b.files() }
  })
  expect(other.answer.Payload).toBe('7')
  expect(await page.evaluate(() => (document.querySelector('#a') as ColdstartPlaygroundElement).files())).toEqual(
    expect.objectContaining({ 'src/index.ts': `${HELLO}\n` }),
  )
  expect(complaints.filter((one) => !/favicon/.test(one) && !/404/.test(one))).toEqual([])
  server.close()
})

test('works from a file, follows its theme, and where the browser keeps nothing; Escape leaves the editor', async ({
  page,
  baseURL,
}) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'coldstart-embed-'))
  const file = path.join(folder, 'page.html')
  const body = playground('a', 'view="code result" run height="420"', HELLO)
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><style>.dark{color-scheme:dark}</style><body>${body}<script src="${baseURL}embed.js"></script>`,
  )
  await page.route('**/code-view-*.js', (route) => route.abort())
  await page.addInitScript(() => {
    const refuse = { configurable: true, get: () => { throw new DOMException('Blocked', 'SecurityError') } } // prettier-ignore
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, refuse)
    Object.defineProperty(Navigator.prototype, 'serviceWorker', refuse)
  })
  await noteEvents(page)
  await page.goto(`file://${file}`)
  const frame = frameOf(page, 'a')
  await expect(frame.getByText('"world"')).toBeVisible({ timeout: 20_000 })
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.evaluate(() => document.documentElement.classList.add('dark'))
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect((await element(page, 'a').boundingBox())?.height).toBeCloseTo(422, 0)

  await frame.getByLabel('Text of src/index.ts').press('Enter')
  const editor = frame.getByLabel('Code editor')
  await expect(editor).toBeFocused()
  await editor.fill("export const handler = async () => 'changed'")
  await editor.press('Escape')
  await expect(frame.getByRole('tab', { name: 'index.ts' })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(frame.getByText('"changed"')).toBeVisible()
  await expect.poll(() => heard(page)).toContain('a change')
  await rm(folder, { recursive: true })
})

test('has a stack for each of those that run at the same time', async ({ page, baseURL }) => {
  test.slow()
  const embeds = Array.from({ length: 5 }, (_, index) =>
    playground(
      `e${index}`,
      'view="result"',
      `let calls = 0; export const handler = async () => 'e${index}: ' + ++calls`,
    ),
  )
  const { url, server } = await hostPage(embeds.join(''), new URL(baseURL ?? '').origin)
  await page.goto(url)
  await expect(element(page, 'e4').getByRole('button', { name: 'Run' })).toBeVisible()
  const answers = await page.evaluate(() =>
    Promise.all(
      [...document.querySelectorAll<ColdstartPlaygroundElement>('coldstart-playground')].map(async (one) => {
        const { Payload } = await one.invoke('Function')
        return [Payload, (await one.trace({ types: ['invocation.started'] as never })).length]
      }),
    ),
  )
  expect(answers).toEqual(embeds.map((_, index) => [`"e${index}: 1"`, expect.any(Number)]))

  // One that nobody sees can be put away; it comes back, with what it showed, when somebody scrolls there.
  const first = element(page, 'e0')
  await first.evaluate((one) => (one as ColdstartPlaygroundElement).run())
  await element(page, 'e4').scrollIntoViewIfNeeded()
  await first.evaluate((one) => (one as unknown as { shelve(): void }).shelve())
  await expect.poll(() => page.frames().filter((frame) => frame.parentFrame() === page.mainFrame()).length).toBe(4)
  await first.scrollIntoViewIfNeeded()
  await expect(frameOf(page, 'e0').getByText('"e0: 2"')).toBeVisible()
  server.close()
})
