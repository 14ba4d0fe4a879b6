/** What is loaded after the page was seen takes turns: connection and processor go to what is needed first. */

/** Nobody waits longer for those before: their work may take its time, as with a paused clock. */
const AT_MOST_MS = 10_000

export class LoadingOrder {
  /** Resolves when the code editor may be loaded: after the first run. */
  readonly editor: Promise<void>
  /** Resolves when esbuild may be loaded: after the code editor. Whatever needs it earlier loads it earlier. */
  readonly bundler: Promise<void>
  /** The first run is over, or there is none. */
  ran: () => void = () => undefined
  /** The code editor is there, or will not be. */
  edits: () => void = () => undefined

  constructor(atMostMs = AT_MOST_MS) {
    this.editor = settled(atMostMs, (resolve) => (this.ran = resolve))
    this.bundler = this.editor.then(() => settled(atMostMs, (resolve) => (this.edits = resolve)))
  }
}

function settled(atMostMs: number, start: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    start(resolve)
    setTimeout(resolve, atMostMs)
  })
}
