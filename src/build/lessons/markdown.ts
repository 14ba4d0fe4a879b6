/** A lesson's Markdown as HTML. Markdown only: a text cannot bring markup of its own. */

import { Marked } from 'marked'
import { LessonError, type Lesson } from './course'
import { DIRECTIVES, type Directive } from './directives'
import { escape, highlighted } from './html'

export interface MarkdownOptions {
  /** The HTML of a `playground` or `task` block. */
  directive(name: Directive, yaml: string): string
  /** Folders of the lessons, for links between them. */
  readonly lessons: readonly string[]
}

const LESSON_LINK = /^\.\.\/([\w-]+)\/lesson\.md(#[\w-]+)?$/

export function renderMarkdown(lesson: Lesson, { directive, lessons }: MarkdownOptions): string {
  const wrong = (what: string): LessonError => new LessonError(`${lesson.id}/lesson.md: ${what}`)
  const hrefOf = (written: string): string => {
    if (/^https:\/\//.test(written) || /^#/.test(written)) return written
    const [, id = '', anchor = ''] = LESSON_LINK.exec(written) ?? []
    if (!lessons.includes(id)) throw wrong(`the link to ${written} leads nowhere`)
    return `../${id}/${anchor}`
  }
  const marked = new Marked({
    async: false,
    renderer: {
      code({ text, lang = '' }) {
        const name = DIRECTIVES.find((one) => one === lang)
        return name ? directive(name, text) : highlighted(text, lang)
      },
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        return `<a href="${escape(hrefOf(href))}">${this.parser.parseInline(tokens)}</a>`
      },
      table(token) {
        const row = (cells: typeof token.header, tag: 'th' | 'td'): string =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n')
        return `<div class="table" tabindex="0"><table>\n<thead>${row(token.header, 'th')}</thead>\n<tbody>${body}</tbody>\n</table></div>\n`
      },
      html({ text }) {
        throw wrong(`HTML is not taken over: ${text.trim().slice(0, 60)}`)
      },
      image({ href }) {
        throw wrong(`pictures are embeds here, not ${href}`)
      },
    },
  })
  return marked.parse(lesson.text) as string
}

export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\d]+/gu, '-')
    .replace(/^-|-$/g, '')
