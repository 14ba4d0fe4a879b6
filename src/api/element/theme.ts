/** Whether the place in the host's page where an element is, is dark; and when that changes. */

/** What the colour behind an element says; null where nothing has one. */
function backdropIsDark(element: Element): boolean | null {
  let at: Element | null = element
  while (at) {
    const [red = 0, green = 0, blue = 0, alpha = 1] =
      getComputedStyle(at)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? []
    // Perceived brightness, 0 to 255.
    if (alpha >= 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128
    const root: Node = at.getRootNode()
    at = at.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  }
  return null
}

/** Of a page without any colour: browsers draw the canvas as `color-scheme` and the system say. */
function schemeIsDark(element: Element): boolean {
  const scheme = getComputedStyle(element).colorScheme
  if (scheme.includes('dark') && scheme.includes('light')) return matchMedia('(prefers-color-scheme: dark)').matches
  return scheme.includes('dark')
}

export const isDark = (element: Element): boolean => backdropIsDark(element) ?? schemeIsDark(element)

/** Pages often change their colours in a transition. */
const SETTLED_MS = 400

/** @returns ends it */
export function onThemeChange(look: () => void): () => void {
  let later: ReturnType<typeof setTimeout> | undefined
  const changed = (): void => {
    look()
    clearTimeout(later)
    later = setTimeout(look, SETTLED_MS)
  }
  const query = matchMedia('(prefers-color-scheme: dark)')
  query.addEventListener('change', changed)
  // Where pages write down which theme was chosen.
  const observer = new MutationObserver(changed)
  for (const element of [document.documentElement, document.body]) {
    if (element) observer.observe(element, { attributes: true })
  }
  return () => {
    clearTimeout(later)
    query.removeEventListener('change', changed)
    observer.disconnect()
  }
}
