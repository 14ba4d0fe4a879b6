/** Built-ins that cannot exist in a browser: importing them fails with what to do instead. */

export const unavailableModules: Readonly<Record<string, string>> = {
  cluster: 'a function has one process; Lambda starts more environments by itself.',
  domain: "domains are deprecated. Use AsyncLocalStorage of node:async_hooks, or process.on('uncaughtException').",
  inspector: 'use the debugger of the browser, or console.log.',
  'inspector/promises': 'use the debugger of the browser, or console.log.',
  repl: 'a function has no terminal.',
  sea: 'single executable applications do not run on Lambda. Read files of the package with node:fs.',
  sqlite: 'there is no native code. Use DynamoDB, or keep files in /tmp.',
  test: 'write checks in tests/*.test.ts of the project, which run against the simulated cloud.',
  'test/reporters': 'write checks in tests/*.test.ts of the project, which run against the simulated cloud.',
  trace_events: 'use console.log, or node:perf_hooks for durations.',
  wasi: 'use the WebAssembly global, which needs no WASI for pure computations.',
}
