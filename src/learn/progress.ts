/** Which lessons are done: those whose task's checks have passed in this browser. */

const KEY = 'coldstart.lessons'

export function doneLessons(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [])
  } catch {
    return new Set()
  }
}

export function markDone(lesson: string): void {
  const done = new Set(doneLessons()).add(lesson)
  try {
    localStorage.setItem(KEY, JSON.stringify([...done].sort()))
  } catch {
    // Storage is off: it is done as long as the page shows it.
  }
  showProgress(done)
}

/** In every list of the lessons. */
export function showProgress(done: ReadonlySet<string> = doneLessons()): void {
  const ids = new Set<string>()
  for (const item of document.querySelectorAll<HTMLElement>('[data-lesson-link]')) {
    const id = item.dataset['lessonLink'] ?? ''
    ids.add(id)
    const mark = item.querySelector('.done')
    if (mark) mark.textContent = done.has(id) ? 'Done' : ''
    item.toggleAttribute('data-done', done.has(id))
  }
  const count = [...ids].filter((id) => done.has(id)).length
  for (const place of document.querySelectorAll('.progress')) {
    place.textContent = count === 0 ? '' : `${count} of ${ids.size} done`
  }
}
