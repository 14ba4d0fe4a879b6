/** What stands in a page for a project: its code to be read, around it the element that makes it live; and tasks. */

import { encodeProject } from '../../project/share-url'
import type { ProjectFiles } from '../../project/model'
import type { Playground, Task } from './directives'
import { endingOf, escape, highlighted } from './html'

/** From a lesson's page to the playground's. */
const APP = '../../'

export async function embedHtml(playground: Playground): Promise<string> {
  const { title, project, open, view } = playground
  return [
    `<figure class="embed">`,
    `<coldstart-playground view="${escape(view)}" file="${escape(open)}" title="${escape(title)}">`,
    `<p class="file">${escape(open)}</p>`,
    highlighted(project.files[open] ?? '', endingOf(open)),
    ...inReadingOrder(project.files, open).map(([file, text]) => data(text, `text/plain" data-file="${escape(file)}`)),
    data(JSON.stringify(project.settings), 'application/json" data-settings="'),
    `</coldstart-playground>`,
    `<figcaption><span>${escape(title)}</span><a href="${APP}#${await encodeProject(project)}">Open in Coldstart</a></figcaption>`,
    `</figure>`,
  ].join('\n')
}

export async function taskHtml(task: Task): Promise<string> {
  const { name, checks, hints, source } = task
  return [
    `<section class="task" data-task="${escape(name)}" aria-labelledby="${escape(name)}-checks">`,
    await embedHtml(task),
    `<h3 id="${escape(name)}-checks">What the checks ask</h3>`,
    `<ol class="checks">${checks.map((check) => `<li data-check="${escape(check)}">${escape(check)}</li>`).join('')}</ol>`,
    `<div class="act"><button type="button" class="primary" data-do="check" hidden>Check</button><p role="status"></p></div>`,
    ...hints.map(
      (hint, index) =>
        `<details><summary>Hint ${index + 1} of ${hints.length}</summary><p>${escape(hint)}</p></details>`,
    ),
    `<details class="answer"><summary>Show the answer</summary>`,
    ...Object.entries(source.solution).map(
      ([file, text]) => `<p class="file">${escape(file)}</p>${highlighted(text, endingOf(file))}`,
    ),
    `<button type="button" data-do="answer" hidden>Put it into the playground</button>`,
    data(JSON.stringify(source.solution), 'application/json" class="solution'),
    `</details>`,
    `</section>`,
  ].join('\n')
}

/** The tabs of an embed: what is shown, the other code, the template, and then what is sent and what is checked. */
function inReadingOrder(files: ProjectFiles, open: string): readonly (readonly [file: string, text: string])[] {
  const rank = (file: string): number =>
    file === open ? 0 : file.startsWith('src/') ? 1 : !file.includes('/') ? 2 : file.startsWith('events/') ? 3 : 4
  return Object.entries(files).toSorted(([one], [other]) => rank(one) - rank(other))
}

/** Text for scripts: it is taken as it stands, so that nothing can be escaped. */
function data(text: string, type: string): string {
  if (/<\/?script|<!--/i.test(text)) throw new Error(`A lesson's file would end the element that holds it: ${text}`)
  return `<script type="${type}">\n${text}</script>`
}
