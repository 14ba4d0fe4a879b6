/** One process with lambda-local: prints the milliseconds of its first invocation and of warm ones, as JSON. */

import { fileURLToPath } from 'node:url'
import lambdaLocal from 'lambda-local'
import { median, timeOnce, timeWarm } from '../timing.mjs'

const lambdaPath = fileURLToPath(new URL('./hello.cjs', import.meta.url))
const invoke = () => lambdaLocal.execute({ event: { name: 'bench' }, lambdaPath, timeoutMs: 3000, verboseLevel: 0 })

const first = await timeOnce(invoke)
const warm = median(await timeWarm(invoke))
process.stdout.write(JSON.stringify({ first, warm }))
