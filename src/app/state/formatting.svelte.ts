const KEY = 'coldstart.formatOnSave'

/** Whether saving formats: remembered in this browser. */
export class Formatting {
  onSave = $state(remembered())

  toggle(): void {
    this.onSave = !this.onSave
    try {
      localStorage.setItem(KEY, String(this.onSave))
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'false'
  } catch {
    return true
  }
}
