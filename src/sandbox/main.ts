/** The sandbox frame: waits for its one message, starts the cloud worker, and is done. */

import type { StartCloud, StartSandbox } from './protocol'

/** Evaluates the first message it gets; what that sets as message handler gets the second. */
const BOOTSTRAP = 'data:text/javascript,onmessage=e=>{onmessage=null;(0,eval)(e.data)}'

function receive(event: MessageEvent<StartSandbox>): void {
  // Between the page and this frame is the one that holds it (index.html), which has no script.
  if (event.source !== parent.parent || event.data?.type !== 'coldstart:start') return
  removeEventListener('message', receive)
  const { cloud, runtime, options, keepsRun, calls, records } = event.data
  const worker = new Worker(BOOTSTRAP)
  worker.postMessage(cloud)
  const start: StartCloud = { runtime, options, keepsRun, calls, records }
  worker.postMessage(start, [calls, records])
}

addEventListener('message', receive)
