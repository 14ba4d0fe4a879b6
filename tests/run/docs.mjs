/** `npm run docs`: makes README's tables from src/fidelity/*.json. */

import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runnerImport } from 'vite'
import { repository } from './install.mjs'

const { module } = await runnerImport(path.join(repository, 'src/build/documentation.ts'), {
  configFile: false,
  logLevel: 'error',
})
const read = (file) => readFileSync(path.join(repository, file), 'utf8')
const readme = module.withGenerated(read('README.md'), {
  fidelity: module.fidelityTable(JSON.parse(read('src/fidelity/ledger.json'))),
  'page-limits': module.pageLimitsTable(),
  'error-behaviour': module.errorBehaviourTable(JSON.parse(read('src/fidelity/error-behaviour.json'))),
})
writeFileSync(path.join(repository, 'README.md'), readme)
