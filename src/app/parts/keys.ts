/** Shortcuts of the whole page: which they are, and how this machine writes them. */

const mac = /Mac|iPhone|iPad/.test(navigator.platform)

interface Chord {
  /** The physical key (`KeyboardEvent.code`): Alt changes what keys type on a Mac. */
  readonly code: string
  /** Ctrl, and Cmd on a Mac. */
  readonly primary?: boolean
  readonly shift?: boolean
  readonly alt?: boolean
  /** As it is written, where it is not the end of `code`. */
  readonly name?: string
}

const CHORDS = {
  run: [{ code: 'Enter', primary: true }],
  deploy: [{ code: 'Enter', primary: true, shift: true }],
  save: [{ code: 'KeyS', primary: true }],
  palette: [
    { code: 'KeyK', primary: true },
    { code: 'KeyP', primary: true, shift: true },
  ],
  files: [{ code: 'KeyP', primary: true }],
  nextPanel: [{ code: 'F6' }],
  previousPanel: [{ code: 'F6', shift: true }],
  maximise: [{ code: 'KeyZ', alt: true }],
  pause: [{ code: 'KeyP', alt: true }],
  step: [{ code: 'Period', alt: true, name: '.' }],
  stepInvocation: [{ code: 'Period', alt: true, shift: true, name: '.' }],
  skip: [{ code: 'KeyN', alt: true }],
} as const satisfies Record<string, readonly Chord[]>

export type Shortcut = keyof typeof CHORDS | 'help'

/** Of each, the first way to press it: `Ctrl+Enter`, `⌘↵`. */
export const KEYS: Readonly<Record<Shortcut, string>> = {
  ...(Object.fromEntries(Object.entries(CHORDS).map(([shortcut, [chord]]) => [shortcut, chordText(chord)])) as Record<
    keyof typeof CHORDS,
    string
  >),
  help: '?',
}

/** The key that shows a view: Alt and a letter. */
export const viewKey = (letter: string): string => chordText({ code: `Key${letter}`, alt: true })

function chordText({ code, primary, shift, alt, name = code.replace(/^Key/, '') }: Chord): string {
  if (mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${primary ? '⌘' : ''}${name === 'Enter' ? '↵' : name}`
  return `${primary ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`
}

/** The shortcut that a key press is, or null. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  for (const [shortcut, chords] of Object.entries(CHORDS)) {
    if (chords.some((chord) => isPressed(chord, event))) return shortcut as Shortcut
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey
  return plain && event.key === '?' && !isTyping(event.target) ? 'help' : null
}

/** The letter that was pressed with Alt alone, or null. */
export function viewLetterOf(event: KeyboardEvent): string | null {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  return letter !== undefined && isPressed({ code: event.code, alt: true }, event) ? letter : null
}

function isPressed({ code, primary = false, shift = false, alt = false }: Chord, event: KeyboardEvent): boolean {
  const [pressed, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  return event.code === code && pressed === primary && !other && event.shiftKey === shift && event.altKey === alt
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
