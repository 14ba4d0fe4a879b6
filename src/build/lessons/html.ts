/** Text as HTML: escaped, or highlighted code. */

import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import json from 'highlight.js/lib/languages/json'
import typescript from 'highlight.js/lib/languages/typescript'
import yaml from 'highlight.js/lib/languages/yaml'

for (const [name, language] of Object.entries({ bash, json, typescript, yaml })) hljs.registerLanguage(name, language)

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'typescript',
  mjs: 'typescript',
  yaml: 'yaml',
  json: 'json',
  sh: 'bash',
  bash: 'bash',
}
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)

/** @param language as after the fence, or a file's ending; anything unknown stays plain */
export function highlighted(code: string, language: string): string {
  const known = LANGUAGES[language]
  const inner = known ? hljs.highlight(code, { language: known }).value : escape(code)
  return `<pre tabindex="0"><code>${inner}</code></pre>`
}

export const endingOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1)
