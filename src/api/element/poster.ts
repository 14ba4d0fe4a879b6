/** What an embed is before somebody touches it: its code in the host's page, with nothing behind it. */

import { firstFile, type Files } from './files'
import { highlightLines } from './highlight'
import { besideFrom, contentHeights, hasCode, viewsAlive, viewTitle, withoutCode } from './shape'

export interface PosterOptions {
  readonly files: Files
  readonly open: string | null
  readonly views: readonly string[]
  readonly title: string | null
  readonly readOnly: boolean
  /** Of the attribute: a CSS length. */
  readonly height: string | null
  /** A link that opens the project in the playground. */
  readonly link: string | null
  readonly onRun: () => void
  readonly onEdit: (path: string) => void
}

export interface Poster {
  /** Holds what is drawn; the frame goes into it. */
  readonly box: HTMLElement
  /** The playground is there, or gone again. */
  setAlive(alive: boolean): void
  /** Says what is going on; null: as at first. */
  say(text: string | null): void
  fail(title: string, detail: string): void
}

const SVG = 'http://www.w3.org/2000/svg'

/** @param text shown as text, whatever is in it */
function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.className = className
  element.append(...content)
  return element
}

function triangle(): SVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  for (const [name, value] of Object.entries({
    viewBox: '0 0 24 24',
    width: '14',
    height: '14',
    'aria-hidden': 'true',
  }))
    picture.setAttribute(name, value)
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', 'M7 4v16l13-8z')
  path.setAttribute('fill', 'currentColor')
  picture.append(path)
  return picture
}

export function drawPoster(options: PosterOptions): Poster {
  const { files, views, title, height, onRun } = options
  let shown = views
  let open = firstFile(files, options.open)
  const code = hasCode(views)
  const others = withoutCode(views)
  const box = make('div', `box at-${besideFrom(views)}`)
  const life = make('div', 'still-life')
  const runText = document.createTextNode('Run')
  const run = make('button', 'run', triangle(), runText)
  const status = make('p', 'away')
  status.setAttribute('role', 'status')
  run.type = 'button'
  run.onclick = () => run.ariaDisabled === 'true' || onRun()
  const hint = make('p', 'hint', 'Press Run to see what happens.')
  const body = make('div', `content${code && others.length > 0 ? ' split' : code ? '' : ' only'}`)
  const bar = make('div', 'bar', run)
  if (code) bar.append(...tabsAndCode())
  else bar.append(make('span', 'name', title ?? ''))
  if (code && !options.readOnly) bar.append(editButton())
  if (options.link !== null) bar.append(openLink(options.link))
  if (others.length > 0) {
    const titles = make('div', 'titles', ...others.map((view) => make('span', '', viewTitle(view))))
    body.append(make('div', 'others', titles, hint))
  }
  life.append(bar, body, status)
  box.append(life)
  measure()

  function measure(): void {
    const lines = (files[open ?? ''] ?? '').replace(/\n$/, '').split('\n').length
    const { below, beside } = contentHeights(shown, lines)
    box.style.setProperty('--below', `${below}px`)
    box.style.setProperty('--beside', `${beside}px`)
    box.classList.toggle('fixed', height !== null)
    if (height !== null) box.style.setProperty('--height', height)
  }

  function editButton(): HTMLElement {
    const edit = make('button', 'quiet', 'Edit')
    edit.type = 'button'
    edit.onclick = () => options.onEdit(open ?? '')
    return edit
  }

  function openLink(link: string): HTMLElement {
    const anchor = make('a', 'quiet', 'Open in Coldstart')
    anchor.href = link
    anchor.target = '_blank'
    anchor.rel = 'noopener'
    return anchor
  }

  function tabsAndCode(): readonly Node[] {
    const list = make('div', 'tabs')
    list.role = 'tablist'
    list.ariaLabel = 'Files'
    const text = make('pre', options.readOnly ? 'still' : '')
    text.role = 'tabpanel'
    text.tabIndex = 0
    const tabs = Object.keys(files).map((path) => {
      const tab = make('button', 'tab', path.slice(path.lastIndexOf('/') + 1))
      tab.type = 'button'
      tab.role = 'tab'
      tab.title = path
      tab.onclick = () => show(path)
      return { path, tab }
    })
    const show = (path: string | null): void => {
      open = path
      for (const one of tabs) {
        one.tab.ariaSelected = String(one.path === path)
        one.tab.tabIndex = one.path === path ? 0 : -1
      }
      text.ariaLabel = path ?? 'No file'
      text.replaceChildren(make('code', '', ...linesOf(files[path ?? ''] ?? '', path ?? '')))
      measure()
    }
    list.onkeydown = (event) => {
      const at = tabs.findIndex(({ path }) => path === open)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
      const next = to === undefined ? undefined : tabs.at(to % tabs.length)
      if (!next) return
      event.preventDefault()
      show(next.path)
      next.tab.focus()
    }
    if (!options.readOnly) {
      // Who selects some of it wants to read or copy it, and not to change it.
      text.onclick = () => getSelection()?.isCollapsed !== false && options.onEdit(open ?? '')
      text.onkeydown = (event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        options.onEdit(open ?? '')
      }
    }
    list.append(...tabs.map(({ tab }) => tab))
    body.prepend(text)
    show(open)
    return [list]
  }

  return {
    box,
    setAlive(alive) {
      shown = alive ? viewsAlive(views) : views
      box.classList.toggle('alive', alive)
      measure()
    },
    say(message) {
      runText.data = message === null ? 'Run' : message
      run.ariaDisabled = String(message !== null)
      status.textContent = message ?? ''
      hint.textContent = message ?? 'Press Run to see what happens.'
    },
    fail(what, detail) {
      const problem = make('p', 'problem', make('b', '', what), detail)
      problem.role = 'alert'
      const place = box.querySelector('.others')
      if (place) place.replaceChildren(problem)
      else body.append(problem)
    },
  }
}

const linesOf = (text: string, path: string): readonly Node[] =>
  highlightLines(text, path).map((pieces) => {
    const parts = pieces.map(([kind, piece]) => (kind === 'plain' ? piece : make('span', kind, piece)))
    return make('span', 'line', ...parts, '\n')
  })
