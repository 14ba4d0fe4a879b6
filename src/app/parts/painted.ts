/** Long enough for any page to be drawn; a hidden one is not drawn at all. */
const AT_MOST_MS = 1000

/** Resolves once the page was seen for the first time: what is not needed for that is loaded afterwards. */
export const painted: Promise<void> = new Promise((resolve) => {
  setTimeout(resolve, AT_MOST_MS)
  // The first callback is for the frame that draws it; the second comes after that was shown.
  requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
})
