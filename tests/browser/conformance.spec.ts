/**
 * The conformance cases with real SDK clients in Node.js, against the page: `coldstart.aws` in a real browser. All cases
 * run in Node.js (tests/conformance/sdk/sdk.test.ts); here as many of each service as fit the time, or all of them with
 * `COLDSTART_CONFORMANCE=all`.
 */

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import type { WireResponse } from '../../src/cloud/protocol'
import { accountOf } from '../conformance/sdk/account'
import type { Aws, Cases } from '../conformance/sdk/case'
import { openAnother } from './coldstart'
import { test } from './shared-page'

const FOLDER = path.join(import.meta.dirname, '../conformance')

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Admin:
    Type: AWS::IAM::Role
    Properties:
      RoleName: admin
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::123456789012:root
              Service: [lambda.amazonaws.com, events.amazonaws.com, scheduler.amazonaws.com]
            Action: sts:AssumeRole
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: echo
      Role: !GetAtt Admin.Arn
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
`
const FILES = { 'template.yaml': TEMPLATE, 'src/index.js': 'exports.handler = async (event) => event\n' }

const services = readdirSync(FOLDER)
  .map((name) => path.join(FOLDER, name, 'cases.ts'))
  .filter((file) => existsSync(file))
const all = await Promise.all(
  services.map(async (file) => ((await import(pathToFileURL(file).href)) as { default: Cases }).default),
)

const CASES_PER_SERVICE = process.env['COLDSTART_CONFORMANCE'] === 'all' ? Infinity : 24

/** Evenly spread, so that none of a service's subjects is left out. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as Item)
}

test('there are at least 300 cases', () => {
  const chosen = all.flatMap(({ cases }) => spread(Object.keys(cases), CASES_PER_SERVICE))
  expect(chosen.length).toBeGreaterThanOrEqual(300)
})

for (const { service, cases } of all) {
  test.describe(service, () => {
    for (const [title, { run }] of spread(Object.entries(cases), CASES_PER_SERVICE)) {
      test(title, async ({ page }) => {
        const { ok, diagnostics } = await openAnother(page, FILES, { latency: 'none' })
        expect(diagnostics).toEqual([])
        expect(ok).toBe(true)
        await run(pageAccount(page))
      })
    }
  })
}

function pageAccount(page: Page): Aws {
  return accountOf({
    async send({ method, url, headers, body }) {
      const request = {
        method,
        url,
        headers,
        body: typeof body === 'string' ? { text: body } : { base64: base64(body) },
      }
      const answer = await page.evaluate(async (sent) => {
        const bytes =
          'text' in sent.body ? sent.body.text : Uint8Array.from(atob(sent.body.base64), (c) => c.charCodeAt(0))
        const response = await coldstart.aws({ ...sent, body: bytes })
        if (typeof response.body === 'string') return { ...response, body: { text: response.body } }
        let binary = ''
        for (const byte of response.body) binary += String.fromCharCode(byte)
        return { ...response, body: { base64: btoa(binary) } }
      }, request)
      const content: WireResponse['body'] =
        'text' in answer.body ? answer.body.text : new Uint8Array(Buffer.from(answer.body.base64, 'base64'))
      return { ...answer, body: content }
    },
    now: () => page.evaluate(() => coldstart.clock.now()),
    advance: (ms) => page.evaluate(async (by) => void (await coldstart.clock.advance(by)), ms),
  })
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
