/** F6: from panel to panel, back to where the focus was in each. */

const lastFocus = new WeakMap<Element, HTMLElement>()

const FOCUSABLE =
  'button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), select, textarea, a[href], [tabindex="0"]'

/** Remembers where the focus is in each panel. */
export function noteFocus(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return
  const panel = event.target.closest('[data-panel]')
  if (panel && panel !== event.target) lastFocus.set(panel, event.target)
}

export function moveToPanel(step: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')].filter(
    (panel) => panel.offsetParent !== null,
  )
  const index = panels.findIndex((panel) => panel.contains(document.activeElement))
  const panel = panels.at(index < 0 && step < 0 ? -1 : (index + step) % panels.length)
  if (!panel) return
  const last = lastFocus.get(panel)
  const target =
    last && panel.contains(last) ? last : ([...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isShown) ?? panel)
  target.focus()
}

const isShown = (element: HTMLElement): boolean => element.offsetParent !== null
