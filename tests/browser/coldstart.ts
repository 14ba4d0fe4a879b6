/** The automation API from a test: opens a project in the page and speaks `globalThis.coldstart` there. */

import type { Page } from '@playwright/test'
import type { ColdstartApi, TraceRecord } from '../../src/api/api'
import type { ProjectSettings } from '../../src/project/model'

declare global {
  var coldstart: ColdstartApi
}

type Files = Record<string, string>

/** One function F from index.ts, with whatever else the template says. */
export function projectOf(
  handler: string,
  template: { readonly properties?: string; readonly resources?: string } = {},
): Files {
  return {
    'template.yaml': [
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Transform: AWS::Serverless-2016-10-31',
      'Resources:',
      '  F:',
      '    Type: AWS::Serverless::Function',
      '    Properties:',
      '      FunctionName: F',
      '      CodeUri: src/',
      '      Handler: index.handler',
      '      Runtime: nodejs22.x',
      indent(template.properties ?? '', 6),
      '    Metadata:',
      '      BuildMethod: esbuild',
      '      BuildProperties:',
      '        EntryPoints: [index.ts]',
      indent(template.resources ?? '', 2),
    ].join('\n'),
    'src/index.ts': handler,
  }
}

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n')

/**
 * Leaves the page with its plain editor: Monaco and TypeScript's worker take seconds of both cores in every new page,
 * and few tests look at them.
 */
export const withoutMonaco = (page: Page): Promise<void> =>
  page.route('**/code-view-*.js', (route) => route.abort()).then(() => undefined)

/** Opens the page with this project deployed, its clock paused and its CPU fixed, so that runs are reproducible. */
export async function openProject(page: Page, files: Files, settings: Partial<ProjectSettings> = {}) {
  await withoutMonaco(page)
  await page.goto('./')
  return openAnother(page, files, settings)
}

/** The same in a page that is there already. */
export function openAnother(page: Page, files: Files, settings: Partial<ProjectSettings> = {}) {
  return page.evaluate(
    async ([projectFiles, overrides]) => {
      await coldstart.ready
      await coldstart.open({ files: projectFiles, settings: { seed: 1, pace: 'paused', cpu: 'fixed', ...overrides } })
      return coldstart.deploy()
    },
    [files, settings] as const,
  )
}

export interface Invoked {
  readonly StatusCode: number
  readonly FunctionError?: string
  readonly LogResult?: string
  readonly Payload: string
  readonly RequestId: string
}

/** What this browser has written down of projects at once, newest first. */
export const journalOf = (page: Page): Promise<readonly { readonly files: Files }[]> =>
  page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.startsWith('coldstart:work:'))
      .map(([, text]) => JSON.parse(String(text)) as { readonly at: number; readonly files: Files })
      .sort((one, other) => other.at - one.at),
  )

/** A synchronous invocation of F, run to its end. */
export function invoke(page: Page, event: unknown = {}): Promise<Invoked> {
  return page.evaluate(async (payload) => {
    const answer = coldstart.invoke('F', payload, { logType: 'Tail' })
    await coldstart.clock.runUntilIdle()
    return answer
  }, event)
}

export const logOf = (answer: Invoked): string => Buffer.from(answer.LogResult ?? '', 'base64').toString()

export function traceOf(page: Page, ...types: TraceRecord['type'][]): Promise<readonly TraceRecord[]> {
  return page.evaluate((only) => coldstart.trace(only.length > 0 ? { types: only } : {}), types)
}
