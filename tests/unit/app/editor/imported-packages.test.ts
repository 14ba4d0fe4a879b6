import { expect, test } from 'vitest'
import { importedPackages } from '../../../../src/app/editor/imported-packages'

test('packages are found in every way of importing', () => {
  const files = {
    'src/a.ts': `import { SQS } from '@aws-sdk/client-sqs'\nimport 'zod/mini'\nexport * from "uuid"\nimport type { A } from './local'`,
    'src/b.mjs': `const middy = await import('@middy/core'); const fs = require("fs")`,
    'notes.md': `import 'lodash'`,
  }
  expect(importedPackages(files)).toEqual(['@aws-sdk/client-sqs', '@middy/core', 'fs', 'uuid', 'zod'])
})

test('nothing else is', () => {
  const text = `import data from '/opt/data.json'; import a from '../zod'; fromZod('zod'); const from = 'uuid'`
  expect(importedPackages({ 'a.ts': text })).toEqual([])
})
