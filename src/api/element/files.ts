/** The project that an element's children hold. */

export type Files = Readonly<Record<string, string>>

/** Without the lines before and after that are empty, and the indentation that all others share. */
export function dedent(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  while (lines.length > 0 && lines[0]?.trim() === '') lines.shift()
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '')
  const shared = indents.reduce((one, other) => commonStart(one, other), indents[0] ?? '')
  return lines.map((line) => line.slice(line.trim() === '' ? line.length : shared.length)).join('\n') + '\n'
}

function commonStart(one: string, other: string): string {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return one.slice(0, length)
}

/** @returns the files; null when no child holds one */
export function inlineFiles(children: Iterable<Element>): Files | null {
  const files = new Map<string, string>()
  for (const child of children) {
    const path = child.getAttribute('data-file')
    if (path) files.set(path, child.hasAttribute('data-verbatim') ? textOf(child) : dedent(textOf(child)))
  }
  return files.size === 0 ? null : withTemplate(Object.fromEntries(files))
}

/** @throws Error when a child says that it holds settings and they are no JSON */
export function inlineSettings(children: Iterable<Element>): Readonly<Record<string, unknown>> {
  for (const child of children) {
    if (child.hasAttribute('data-settings')) return JSON.parse(textOf(child)) as Readonly<Record<string, unknown>>
  }
  return {}
}

const textOf = (element: Element): string =>
  (element instanceof HTMLTemplateElement ? element.content : element).textContent ?? ''

const HANDLER_FILE = /\.[cm]?[jt]s$/

/** A handler alone is a project, too: one function, with a template that says so. */
export function withTemplate(files: Files): Files {
  const handler = Object.keys(files).find((path) => HANDLER_FILE.test(path) && !path.startsWith('tests/'))
  if (files['template.yaml'] !== undefined || handler === undefined) return files
  const cut = handler.lastIndexOf('/') + 1
  const file = handler.slice(cut)
  return {
    ...files,
    'template.yaml': [
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Transform: AWS::Serverless-2016-10-31',
      '',
      'Resources:',
      '  Function:',
      '    Type: AWS::Serverless::Function',
      '    Properties:',
      `      CodeUri: ${JSON.stringify(handler.slice(0, cut) || './')}`,
      `      Handler: ${JSON.stringify(file.replace(HANDLER_FILE, '.handler'))}`,
      '      Runtime: nodejs22.x',
      '    Metadata:',
      '      BuildMethod: esbuild',
      '      BuildProperties:',
      `        EntryPoints: [${JSON.stringify(file)}]`,
      '',
    ].join('\n'),
  }
}

/** The file that is open at first. */
export function firstFile(files: Files, wanted: string | null): string | null {
  const paths = Object.keys(files)
  if (wanted !== null && wanted in files) return wanted
  return paths.find((path) => HANDLER_FILE.test(path) && !path.startsWith('tests/')) ?? paths[0] ?? null
}
