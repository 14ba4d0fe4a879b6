export type Theme = 'system' | 'light' | 'dark'

const KEY = 'coldstart.theme'
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' }

/** Dark or light: as the system says, or as chosen here and remembered. */
export class Appearance {
  theme = $state<Theme>(remembered())
  #systemDark = $state(false)
  readonly dark = $derived(this.theme === 'system' ? this.#systemDark : this.theme === 'dark')

  constructor() {
    const query = matchMedia('(prefers-color-scheme: dark)')
    this.#systemDark = query.matches
    query.addEventListener('change', () => (this.#systemDark = query.matches))
    this.#put()
  }

  next(): void {
    this.choose(NEXT[this.theme])
  }

  choose(theme: Theme): void {
    this.theme = theme
    this.#put()
    try {
      localStorage.setItem(KEY, this.theme)
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
  }

  #put(): void {
    if (this.theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.theme
  }
}

function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'dark' || theme === 'light' ? theme : 'system'
  } catch {
    return 'system'
  }
}
