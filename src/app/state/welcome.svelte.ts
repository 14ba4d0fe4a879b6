const KEY = 'coldstart:welcomed'

/** The line that greets who comes for the first time. That it was dismissed, or followed, is remembered. */
export class Welcome {
  shown = $state(false)

  show(): void {
    try {
      this.shown = localStorage.getItem(KEY) === null
    } catch {
      this.shown = true
    }
  }

  /** For now. */
  hide(): void {
    this.shown = false
  }

  dismiss(): void {
    if (!this.shown) return
    this.shown = false
    try {
      localStorage.setItem(KEY, 'yes')
    } catch {
      // A browser that keeps nothing greets again.
    }
  }
}
