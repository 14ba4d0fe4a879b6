/**
 * `coldstart/test`: a module that only checks have. What bundles a check also gives it the handler by which the cloud runs
 * it, because a check file exports none.
 */

import type { Plugin } from 'esbuild-wasm'
import { pluginMessage } from './message'
import { fromRuntime, requireOf } from './runtime-modules'

export const CHECK_MODULE = 'coldstart/test'

/** What the handler is called, in `coldstart/test` as in the bundle. */
const HANDLER = '__coldstart_run'

export function checkModule(isCheck: boolean, format: 'cjs' | 'esm'): Plugin {
  return {
    name: 'check-module',
    setup(build) {
      build.onResolve({ filter: /^coldstart\/test$/ }, ({ path }) =>
        isCheck ? fromRuntime(path, format) : { errors: [OUTSIDE_OF_CHECKS] },
      )
    },
  }
}

const OUTSIDE_OF_CHECKS = pluginMessage('Only checks can import "coldstart/test"', {
  code: 'bundle/check-module',
  hint: 'It is there for the files tests/*.test.ts, and not on Lambda.',
})

/** Ends the bundle of a check. */
export function checkFooter(format: 'cjs' | 'esm'): string {
  const handler = `${requireOf(format)}(${JSON.stringify(CHECK_MODULE)}).${HANDLER}`
  return format === 'cjs' ? `module.exports = { ${HANDLER}: ${handler} };` : `export const ${HANDLER} = ${handler};`
}
