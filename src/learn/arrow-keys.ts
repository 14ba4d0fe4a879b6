/** ← and → turn the pages, where they do nothing else. */

const RELATIONS: Readonly<Record<string, string>> = { ArrowLeft: 'prev', ArrowRight: 'next' }

export function beginArrowKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const relation = RELATIONS[event.key]
    if (!relation || usesArrows(document.activeElement)) return
    document.querySelector<HTMLAnchorElement>(`a[rel=${relation}]`)?.click()
  })
}

/** Code and tables scroll sideways; an embed does what it wants with its keys. */
const usesArrows = (focused: Element | null): boolean =>
  focused !== null && focused.closest('pre, [tabindex], input, textarea, select, coldstart-playground, iframe') !== null
