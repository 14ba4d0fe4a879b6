/**
 * The page's policy (index.html) lets no text become markup or script but through these. Who wants to do it otherwise, as a
 * library that was tricked, gets an error. Where browsers do not know of it, nothing changes.
 */

interface Rules {
  createHTML?(text: string): string
  createScriptURL?(url: string): string
}
interface Policy {
  createHTML(text: string): string
}
const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Rules): Policy } }).trustedTypes

/** For all that asks for no policy of its own: the page's own scripts as workers, and text without markup. */
factory?.createPolicy('default', {
  createHTML(text) {
    // Such as the style that paneforge gives the pointer while something is dragged.
    if (!/[<&]/.test(text)) return text
    throw new TypeError('The page makes no markup out of text.')
  },
  createScriptURL(url) {
    const { origin, href } = new URL(url, document.baseURI)
    if (origin === location.origin) return href
    throw new TypeError(`The page runs no script of ${origin}.`)
  },
})

/** Those of Monaco that index.html names: its editor draws lines as markup that it has escaped itself. */
const MONACO = [
  'domLineBreaksComputer',
  'editorViewLayer',
  'richScreenReaderContent',
  'standaloneColorizer',
  'stickyScrollViewLayer',
  'tokenizeToString',
]

/** Asked by Monaco as soon as its files are there. What it gets none for, as its worker factory, falls to the default. */
export const monacoPolicy = (name: string, rules: Rules): Policy | undefined =>
  MONACO.includes(name) ? factory?.createPolicy(name, rules) : undefined

Object.assign(globalThis, { MonacoEnvironment: { createTrustedTypesPolicy: monacoPolicy } })

const preview = factory?.createPolicy('coldstart-preview', { createHTML: (text) => text })

/** A stranger's page for a frame without any rights (`sandbox=""`): markup that never becomes part of this page. */
export const previewMarkup = (page: string): string => preview?.createHTML(page) ?? page
