/** What an author pastes into a page to have the project there, alive: see `src/api/element.ts`. */

import type { ProjectFiles, ProjectSettings } from '../../project/model'

export interface EmbedOptions {
  /** URL of embed.js. */
  readonly script: string
  readonly readOnly: boolean
  readonly run: boolean
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

const tag = ({ readOnly, run }: EmbedOptions, more: string): string =>
  `<coldstart-playground${more}${readOnly ? ' read-only' : ''}${run ? ' run' : ''}>`

const loader = ({ script }: EmbedOptions): string => `<script src="${attribute(script)}" async></script>\n`

/** @param fragment of a link, without `#` */
export const linkTag = (fragment: string, options: EmbedOptions): string =>
  `${loader(options)}${tag(options, `\n  link="${attribute(fragment)}"`)}</coldstart-playground>\n`

/** The files where authors can read and change them. */
export function inlineTag(files: ProjectFiles, settings: Partial<ProjectSettings>, options: EmbedOptions): string {
  const children = Object.entries(files).map(([path, text]) => fileElement(path, text))
  const given = Object.keys(settings).length === 0 ? [] : [settingsElement(settings)]
  return `${loader(options)}${tag(options, '')}\n${[...given, ...children].join('\n')}\n</coldstart-playground>\n`
}

/** What would end a script element early, or begin another one. */
const ENDS_SCRIPT = /<(?:\/script|!--|script)/i

function fileElement(path: string, text: string): string {
  const body = indented(text)
  if (!ENDS_SCRIPT.test(text))
    return `  <script type="text/plain" data-file="${attribute(path)}">\n${body}\n  </script>`
  const escaped = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `  <template data-file="${attribute(path)}">\n${escaped}\n  </template>`
}

const settingsElement = (settings: Partial<ProjectSettings>): string =>
  `  <script type="application/json" data-settings>\n${indented(JSON.stringify(settings, null, 2).replaceAll('<', '\\u003c'))}\n  </script>`

/** The indentation that all lines share goes away again. */
const indented = (text: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
