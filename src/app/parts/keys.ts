/** Shortcuts: which they are, and how this machine writes them. */

const mac = /Mac|iPhone|iPad/.test(navigator.platform)

const key = (text: string): string =>
  mac ? text.replace('Ctrl+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥').replace('Enter', '↵') : text

export const KEYS = {
  run: key('Ctrl+Enter'),
  deploy: key('Ctrl+Shift+Enter'),
  save: key('Ctrl+S'),
  nextPanel: 'F6',
  previousPanel: key('Shift+F6'),
  pause: key('Alt+P'),
  step: key('Alt+.'),
  skip: key('Alt+N'),
  help: '?',
} as const

export type Command = 'run' | 'deploy' | 'save' | 'nextPanel' | 'previousPanel' | 'pause' | 'step' | 'skip' | 'help'

const CLOCK_KEYS: Readonly<Record<string, Command>> = { KeyP: 'pause', Period: 'step', KeyN: 'skip' }

/** The command a key press means, or null. Physical keys, because Alt changes what they type on a Mac. */
export function commandOf(event: KeyboardEvent): Command | null {
  const { code, shiftKey, altKey } = event
  const primary = mac ? event.metaKey : event.ctrlKey
  const none = !event.ctrlKey && !event.metaKey && !altKey
  if (primary && !altKey && code === 'Enter') return shiftKey ? 'deploy' : 'run'
  if (primary && !altKey && !shiftKey && code === 'KeyS') return 'save'
  if (none && code === 'F6') return shiftKey ? 'previousPanel' : 'nextPanel'
  if (altKey && !event.ctrlKey && !event.metaKey && !shiftKey) {
    return CLOCK_KEYS[code] ?? null
  }
  if (none && event.key === '?' && !isTyping(event.target)) return 'help'
  return null
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
