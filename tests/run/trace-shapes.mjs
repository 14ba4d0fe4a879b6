/** `npm run trace-shapes`: makes src/cloud/aws/trace-shapes.json from the types in trace-records.ts. */

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { runnerImport } from 'vite'
import { repository } from './install.mjs'

const { module } = await runnerImport(path.join(repository, 'src/build/trace-shapes.ts'), {
  configFile: false,
  logLevel: 'error',
})
const aws = path.join(repository, 'src/cloud/aws')
const shapes = module.traceShapes(path.join(aws, 'trace-records.ts'))
writeFileSync(path.join(aws, 'trace-shapes.json'), module.writtenShapes(shapes))
console.log(`src/cloud/aws/trace-shapes.json: ${Object.keys(shapes).length} types of records`)
