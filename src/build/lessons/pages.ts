/** The pages: the course's list, and a page for every lesson. They can be read without JavaScript. */

import type { Lesson } from './course'
import { readPlayground, readTask } from './directives'
import { embedHtml, taskHtml } from './embeds'
import { escape } from './html'
import { renderMarkdown } from './markdown'

/** Files that every page names, from the folder of the built page. */
export interface Parts {
  readonly style: string
  readonly script: string
  readonly embed: string
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** @returns text by path from the folder of the built page */
export async function coursePages(course: readonly Lesson[], parts: Parts): Promise<Readonly<Record<string, string>>> {
  const pages: Record<string, string> = { 'lessons/index.html': listPage(course, parts) }
  for (const lesson of course) pages[`lessons/${lesson.id}/index.html`] = await lessonPage(lesson, course, parts)
  return pages
}

async function lessonPage(lesson: Lesson, course: readonly Lesson[], parts: Parts): Promise<string> {
  const at = course.indexOf(lesson)
  const directives: Promise<string>[] = []
  // Marked is synchronous: what takes longer is put in afterwards.
  const withHoles = renderMarkdown(lesson, {
    lessons: course.map(({ id }) => id),
    directive(name, yaml) {
      const made = name === 'task' ? taskHtml(readTask(lesson, yaml)) : embedHtml(readPlayground(lesson, yaml))
      return `<!--directive ${directives.push(made) - 1}-->`
    },
  })
  const made = await Promise.all(directives)
  const text = withHoles.replace(/<!--directive (\d+)-->/g, (_, index: string) => made[Number(index)] ?? '')
  const article = [
    `<article data-lesson="${lesson.id}">`,
    `<p class="eyebrow">Lesson ${lesson.number} of ${course.length} · ${lesson.minutes} minutes</p>`,
    `<h1>${escape(lesson.title)}</h1>`,
    `<p class="point">${escape(lesson.point)}</p>`,
    text,
    `</article>`,
    around(course[at - 1], course[at + 1]),
  ].join('\n')
  return page({
    title: lesson.title,
    description: lesson.point,
    up: '../../',
    parts,
    body: layout(course, lesson, article),
  })
}

function listPage(course: readonly Lesson[], parts: Parts): string {
  const minutes = course.reduce((sum, lesson) => sum + lesson.minutes, 0)
  const items = course.map(
    ({ id, number, title, point, minutes: own }) =>
      `<li data-lesson-link="${id}"><a href="${id}/"><span class="number">${number}</span><span class="title">${escape(title)}</span><span class="point">${escape(point)}</span><span class="minutes">${own} min</span><span class="done"></span></a></li>`,
  )
  const body = [
    `<main class="list" id="main">`,
    `<h1>Learn AWS Lambda by running it</h1>`,
    `<p class="point">${course.length} lessons, about ${Math.round(minutes / 60)} hours. Each shows one thing, lets you run it in the page, and ends with a task that checks itself. Nothing to install, no account.</p>`,
    `<p class="progress" role="status"></p>`,
    `<ol class="course">${items.join('\n')}</ol>`,
    `</main>`,
  ].join('\n')
  const description = 'A course on AWS Lambda whose every example runs in the page.'
  return page({ title: 'Lessons', description, up: '../', parts, body })
}

function layout(course: readonly Lesson[], current: Lesson, article: string): string {
  const items = course.map(({ id, number, title }) => {
    const here = id === current.id ? ' aria-current="page"' : ''
    return `<li data-lesson-link="${id}"><a href="../${id}/"${here}><span class="number">${number}</span><span class="title">${escape(title)}</span><span class="done"></span></a></li>`
  })
  return [
    `<div class="columns">`,
    `<nav class="contents" aria-label="Lessons"><p class="progress"></p><ol>${items.join('\n')}</ol></nav>`,
    `<main id="main">${article}</main>`,
    `</div>`,
  ].join('\n')
}

function around(previous: Lesson | undefined, next: Lesson | undefined): string {
  const link = (lesson: Lesson, relation: 'prev' | 'next', label: string): string =>
    `<a rel="${relation}" href="../${lesson.id}/"><span>${label}</span>${escape(lesson.title)}</a>`
  return [
    `<nav class="around" aria-label="Previous and next lesson">`,
    previous ? link(previous, 'prev', 'Previous') : '',
    next ? link(next, 'next', 'Next') : `<a rel="next" href="../"><span>The end</span>All lessons</a>`,
    `</nav>`,
  ].join('\n')
}

interface Page {
  readonly title: string
  readonly description: string
  /** To the folder of the built page. */
  readonly up: string
  readonly parts: Parts
  readonly body: string
}

function page({ title, description, up, parts, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="same-origin">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(description)}">
<title>${escape(title)} · Coldstart</title>
<link rel="icon" href="${up}favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${up}${parts.style}">
<script src="${up}${parts.script}"></script>
<script src="${up}${parts.embed}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<a class="home" href="${up}">${LOGO}Coldstart</a>
<a class="lessons" href="${up}lessons/">Lessons</a>
<span class="end"><button type="button" data-do="theme" hidden>Theme: system</button><a class="button" href="${up}">Open the playground</a></span>
</header>
${body}
</body>
</html>
`
}

/** As src/app/header/Logo.svelte. */
const LOGO =
  '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 3h2.6c.8 0 1.5.5 1.8 1.2L15 17"/><path d="M9.6 9.6 5 17"/></svg>'
