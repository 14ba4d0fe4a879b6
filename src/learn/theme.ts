/** Dark or light, the choice of the playground's page: both remember it in the same place. */

type Theme = 'system' | 'light' | 'dark'

const KEY = 'coldstart.theme'
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' }

/** Before anything is painted. */
export function putTheme(theme: Theme = rememberedTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function beginThemeButton(button: HTMLButtonElement): void {
  let theme = rememberedTheme()
  const show = (): void => {
    putTheme(theme)
    button.textContent = `Theme: ${theme}`
  }
  show()
  button.hidden = false
  button.addEventListener('click', () => {
    theme = NEXT[theme]
    show()
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
  })
}

function rememberedTheme(): Theme {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'dark' || theme === 'light' ? theme : 'system'
  } catch {
    return 'system'
  }
}
