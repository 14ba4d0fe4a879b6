/**
 * One bundler for all frames of this origin in the same page: what loads esbuild first lends it to the others. They reach
 * each other through the page that holds them, which cannot reach into them. (Shared workers are refused to frames in pages
 * of other sites.)
 */

/** What of a worker is needed here; a lent one is a port. */
export type Thread = Pick<Worker, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'terminate'>

/** Page → worker: there is another page at the other end of the port that comes along. */
export interface LendBundler {
  readonly type: 'bundler-lend'
}

interface Lender extends Window {
  coldstartBundler?: Worker
}

/** How soon it is noticed that the frame of the lender was taken out of the page. */
const LOOK_EVERY_MS = 1000

/** @param start for who finds nobody to borrow from */
export function sharedThread(start: () => Worker): Thread {
  const lender = siblings().find(({ coldstartBundler }) => coldstartBundler !== undefined)
  return lender?.coldstartBundler ? borrowed(lender, lender.coldstartBundler) : lent(start())
}

function siblings(): readonly Lender[] {
  return Array.from({ length: parent.frames.length }, (_, index) => parent.frames[index]).filter(isOfOurs)
}

function isOfOurs(frame: Window | undefined): frame is Lender {
  try {
    return frame !== undefined && frame !== window && frame.location.origin === location.origin
  } catch {
    return false
  }
}

function lent(worker: Worker): Thread {
  const page: Lender = window
  page.coldstartBundler = worker
  const terminate = (): void => {
    delete page.coldstartBundler
    worker.terminate()
  }
  return {
    postMessage: worker.postMessage.bind(worker),
    addEventListener: worker.addEventListener.bind(worker),
    removeEventListener: worker.removeEventListener.bind(worker),
    terminate,
  } as Thread
}

function borrowed(lender: Window, worker: Worker): Thread {
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ type: 'bundler-lend' } satisfies LendBundler, [port2])
  port1.start()
  // Its thread ended with it, and says nothing.
  const looking = setInterval(() => {
    if (lender.closed)
      port1.dispatchEvent(new ErrorEvent('error', { message: 'the part of the page that had it is gone' }))
  }, LOOK_EVERY_MS)
  return Object.assign(port1, {
    terminate() {
      clearInterval(looking)
      port1.close()
    },
  }) as unknown as Thread
}
