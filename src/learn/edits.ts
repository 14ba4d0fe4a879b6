/** What a reader changes in the playgrounds of a lesson stays in this browser, until they put it back. */

import type { ColdstartPlaygroundElement } from '../api/api'
import type { ProjectFiles, ProjectSettings } from '../project/model'

const PREFIX = 'coldstart.edits:'

/** Before the playgrounds read what they hold: their script comes after the page. */
export function restoreEdits(page: Document = document): void {
  const lesson = page.querySelector<HTMLElement>('[data-lesson]')?.dataset['lesson']
  if (!lesson) return
  for (const [index, element] of page.querySelectorAll<HTMLElement>('coldstart-playground').entries()) {
    const original = filesOf(element)
    const key = `${PREFIX}${lesson}:${index}`
    const edited = load(key, original)
    if (edited) putFiles(element, edited)
    const reset = resetButton(element, edited !== null)
    element.addEventListener('coldstart-change', (event) => {
      const { files } = (event as CustomEvent<{ readonly files: ProjectFiles }>).detail
      reset.hidden = sameTexts(files, original)
      store(key, original, reset.hidden ? null : files)
    })
    reset.addEventListener('click', () => {
      store(key, original, null)
      void openIn(element, original).then(
        () => (reset.hidden = true),
        // Without the playground's script, the next reload shows the lesson as it is.
        () => undefined,
      )
    })
  }
}

/** Kept with the text that it is an edit of: when a lesson is written anew, edits of the former one are no use. */
interface Stored {
  readonly of: string
  readonly files: ProjectFiles
}

function load(key: string, original: ProjectFiles): ProjectFiles | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Stored> | null
    if (!stored || stored.of !== fingerprint(original) || typeof stored.files !== 'object') return null
    return Object.values(stored.files).every((text) => typeof text === 'string') ? stored.files : null
  } catch {
    return null
  }
}

function store(key: string, original: ProjectFiles, files: ProjectFiles | null): void {
  try {
    if (files === null) return localStorage.removeItem(key)
    localStorage.setItem(key, JSON.stringify({ of: fingerprint(original), files } satisfies Stored))
  } catch {
    // Storage is off or full: they last as long as the page.
  }
}

/** FNV-1a, to notice that a text is another one. */
function fingerprint(files: ProjectFiles): string {
  let hash = 0x811c9dc5
  for (const unit of JSON.stringify(files)) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}

const holders = (element: Element): readonly Element[] =>
  [...element.children].filter((child) => child.hasAttribute('data-file'))

const filesOf = (element: Element): ProjectFiles =>
  Object.fromEntries(
    holders(element).map((child) => [
      child.getAttribute('data-file') ?? '',
      (child.textContent ?? '').replace(/^\n/, ''),
    ]),
  )

function putFiles(element: Element, files: ProjectFiles): void {
  for (const child of holders(element)) child.remove()
  for (const [path, text] of Object.entries(files)) {
    const holder = element.ownerDocument.createElement('template')
    holder.setAttribute('data-file', path)
    holder.setAttribute('data-verbatim', '')
    holder.content.append(text)
    element.append(holder)
  }
}

/** What is read out of the page has a line break at its end, whatever was written there. */
const sameTexts = (one: ProjectFiles, other: ProjectFiles): boolean => textOf(one) === textOf(other)
const textOf = (files: ProjectFiles): string =>
  JSON.stringify(
    Object.entries(files)
      .map(([path, text]) => [path, text.trimEnd()])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  )

async function openIn(element: Element, files: ProjectFiles): Promise<void> {
  const settings = JSON.parse(element.querySelector('[data-settings]')?.textContent ?? '{}') as Partial<ProjectSettings>
  await (element as Partial<ColdstartPlaygroundElement>).open?.({ files, settings })
}

/** Beside the way to the playground's page. */
function resetButton(element: HTMLElement, shown: boolean): HTMLButtonElement {
  const button = element.ownerDocument.createElement('button')
  button.type = 'button'
  button.className = 'reset'
  button.textContent = 'Reset to the lesson’s'
  button.hidden = !shown
  element.closest('figure')?.querySelector('figcaption')?.append(button)
  return button
}
