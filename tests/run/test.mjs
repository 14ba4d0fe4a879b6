/**
 * `npm test`: installs what is missing, then runs every check and every test, going on after a failure, and ends with
 * one line that adds them all up.
 *
 *     npm test                    everything
 *     npm test -- format lint     only the named steps (see STEPS)
 */

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { ensureBrowser } from './browser.mjs'
import { installPackages, repository } from './install.mjs'

const REPORTS = path.join(repository, 'test-results')
/** A step that hangs must not take the others' time. */
const STEP_TIMEOUT_MS = 19 * 60_000

/**
 * In this order; a step whose `needs` failed counts as one failure without being run.
 * `run` gives { passed, failed, skipped }; a step that is a single check gives one of either. What `begin` gives is begun
 * before the first step, and handed to `run`.
 */
const STEPS = [
  {
    name: 'lint',
    run: () => check('eslint/bin/eslint.js', ['-c', 'tests/eslint.config.js', '--max-warnings', '0', '.']),
  },
  {
    name: 'format',
    begin: () => startTool('prettier/bin/prettier.cjs', ['--check', '.']),
    run: begun,
  },
  {
    name: 'types',
    begin: () => startTool('svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']),
    run: begun,
  },
  { name: 'unit', run: runVitest },
  { name: 'build', run: () => outcome(build()) },
  { name: 'browser', needs: 'build', run: runPlaywright },
]

process.chdir(repository)
process.exitCode = await main(process.argv.slice(2))

async function main(names) {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name))
  if (unknown.length > 0) {
    console.error(`No such step: ${unknown.join(', ')}. There are: ${STEPS.map((step) => step.name).join(', ')}.`)
    return 2
  }
  const results = []
  try {
    installPackages()
    mkdirSync(REPORTS, { recursive: true })
    const steps = STEPS.filter(({ name }) => names.length === 0 || names.includes(name))
    const endings = new Map(steps.map((step) => [step, step.begin?.()]))
    for (const step of steps) results.push(await runStep(step, results, endings.get(step)))
  } catch (error) {
    results.push({ name: 'install', ...outcome(false), note: messageOf(error), seconds: 0 })
  }
  return report(results)
}

async function runStep(step, results, ending) {
  console.log(`\n── ${step.name} ${'─'.repeat(Math.max(0, 76 - step.name.length))}\n`)
  const startedAt = performance.now()
  const needFailed = results.some(({ name, failed }) => name === step.needs && failed > 0)
  let result
  try {
    result = needFailed ? { ...outcome(false), note: `not run: ${step.needs} failed` } : await step.run(ending)
  } catch (error) {
    result = { ...outcome(false), note: messageOf(error) }
  }
  return { name: step.name, ...result, seconds: (performance.now() - startedAt) / 1000 }
}

/** @returns the exit code */
function report(results) {
  console.log(`\n── result ${'─'.repeat(70)}\n`)
  for (const { name, passed, failed, skipped, seconds, note } of results) {
    const counts = `${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${String(skipped).padStart(4)} skipped`
    console.log(`${name.padEnd(8)} ${counts} ${seconds.toFixed(1).padStart(7)} s${note ? `   ${note}` : ''}`)
  }
  const sum = (field) => results.reduce((total, result) => total + result[field], 0)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') === 0 ? 0 : 1
}

function outcome(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

function check(script, args) {
  const { ok, note } = runTool(script, args)
  return { ...outcome(ok), note }
}

function runVitest() {
  const file = path.join(REPORTS, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  return counted(file, 'vitest/vitest.mjs', args, {}, (json) => ({
    passed: json.numPassedTests,
    // A file that cannot be loaded has no tests that could fail.
    failed: json.numFailedTests + json.testResults.filter(isBrokenFile).length,
    skipped: json.numPendingTests + json.numTodoTests,
  }))
}

function isBrokenFile({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}

function runPlaywright() {
  const file = path.join(REPORTS, 'playwright.json')
  const args = ['test', '-c', 'tests/browser/playwright.config.ts']
  return counted(file, '@playwright/test/cli.js', args, { COLDSTART_BROWSER: ensureBrowser() }, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }))
}

/** Runs a tool that leaves a JSON report in `file` and reads the counts from there. */
function counted(file, script, args, env, count) {
  // A report of an earlier run must not pass for this one's.
  rmSync(file, { force: true })
  const { ok, note } = runTool(script, args, env)
  const counts = count(JSON.parse(readFileSync(file, 'utf8')))
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, note: note ?? 'no test ran' }
  // Errors outside of any test, such as an unhandled rejection, show in the exit code alone.
  if (!ok && counts.failed === 0) return { ...counts, failed: 1, note: note ?? 'failed outside of the tests' }
  return { ...counts, note }
}

/** Runs a script of node_modules with its output on ours. */
function runTool(script, args, env = {}) {
  const { status, error } = spawnSync(process.execPath, [path.join('node_modules', script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    timeout: STEP_TIMEOUT_MS,
  })
  return { ok: status === 0, note: error ? messageOf(error) : undefined }
}

/** The outcome of a check that runs since the first step began: each needs one core. */
async function begun(ending) {
  const { ok, output, note } = await ending
  process.stdout.write(output)
  return { ...outcome(ok), note }
}

/** Starts a script of node_modules and goes on. @returns a promise of how it ended, with all its output */
function startTool(script, args) {
  const child = spawn(process.execPath, [path.join('node_modules', script), ...args], { timeout: STEP_TIMEOUT_MS })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output, note: messageOf(error) }))
    child.on('close', (status) => resolve({ ok: status === 0, output }))
  })
}

function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
