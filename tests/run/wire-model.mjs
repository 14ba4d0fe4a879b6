/**
 * `npm run wire-model -- <service> [Operation …]`: writes src/cloud/services/<service>/model.json (`ELSEWHERE` has the
 * exceptions) from the installed AWS SDK client, with the operations it has and those named.
 * `npm run wire-model` alone brings all models up to date.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runnerImport } from 'vite'
import { repository } from './install.mjs'

const require = createRequire(import.meta.url)
const SERVICES = path.join(repository, 'src/cloud/services')
/** Client → folder of the model. */
const ELSEWHERE = { lambda: '../lambda/api', 'dynamodb-streams': 'dynamodb/streams' }

const { module } = await runnerImport(path.join(repository, 'src/build/wire-model.ts'), {
  configFile: false,
  logLevel: 'error',
})
const [service, ...added] = process.argv.slice(2)
const names = service === undefined ? [...readdirSync(SERVICES), ...Object.keys(ELSEWHERE)] : [service]
for (const name of names) {
  const file = path.join(SERVICES, ELSEWHERE[name] ?? name, 'model.json')
  const present = existsSync(file) ? Object.keys(JSON.parse(readFileSync(file, 'utf8')).operations) : []
  const operations = [...new Set([...present, ...added])]
  if (operations.length === 0) continue
  const { version } = require(`@aws-sdk/client-${name}/package.json`)
  const model = module.wireModelOf(require(`@aws-sdk/client-${name}`), `@aws-sdk/client-${name} ${version}`, operations)
  writeFileSync(file, written(model))
  console.log(`${path.relative(repository, file)}: ${operations.length} operations`)
}

/** One operation, structure or error a line, so that a change can be read. */
function written(model) {
  const members = Object.entries(model).map(([key, value]) => {
    if (typeof value !== 'object') return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const lines = Object.entries(value).map(([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
    return `  ${JSON.stringify(key)}: {\n${lines.join(',\n')}\n  }`
  })
  return `{\n${members.join(',\n')}\n}\n`
}
