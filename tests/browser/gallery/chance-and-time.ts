/** A handler that reads all chance and time, as an example. Its code is in the template: no page has to build it. */

import { transformSync } from 'esbuild'
import { CHANCE_AND_TIME } from '../../fixtures/chance-and-time'
import type { Example } from './examples'

const { code } = transformSync(CHANCE_AND_TIME, { loader: 'ts', format: 'cjs', target: 'node22' })

const TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    F: {
      Type: 'AWS::Serverless::Function',
      Properties: { InlineCode: code, Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 60 },
    },
  },
}

export const CHANCE_AND_TIME_EXAMPLE: Example = {
  id: 'chance and time',
  files: { 'template.yaml': JSON.stringify(TEMPLATE), 'events/none.json': '{}' },
  listing: { stimulus: { target: 'F', kind: 'sync', eventFile: 'events/none.json' } },
}
