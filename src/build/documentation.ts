/** README's generated parts: the fidelity table and the table of error behaviour. `npm run docs` writes them. */

import { limitText, PAGE_LIMITS, type PageLimit } from '../cloud/aws/page-limits'
import type { ErrorBehaviour, Observation } from '../fidelity/error-behaviour'
import { explain, TROUBLE_TITLES } from '../fidelity/explain'
import { countsOf, type Ledger } from '../fidelity/ledger'

/** @returns the text with what lies between its markers made anew */
export function withGenerated(readme: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [start, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- /${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`README.md has no part ${start} … ${end}`)
    return `${text.slice(0, from + start.length)}\n<!-- prettier-ignore-start -->\n\n${part}\n\n<!-- prettier-ignore-end -->\n${text.slice(to)}`
  }, readme)
}

export function fidelityTable({ sections, entries }: Ledger): string {
  const { exact, approximate, absent } = countsOf(entries)
  const lines = [
    `${entries.length} behaviours: ${exact} exact, ${approximate} approximate, ${absent} absent. Those that are not exact:`,
    '',
    '| on AWS | here |',
    '| --- | --- |',
  ]
  for (const [section, title] of Object.entries(sections)) {
    const own = entries.filter((entry) => entry.section === section && entry.status !== 'exact')
    if (own.length === 0) continue
    lines.push(`| **${cell(title)}** | |`)
    for (const { behaviour, status, here = '' } of own) {
      lines.push(`| ${cell(behaviour)} | ${status === 'absent' ? '**absent:** ' : ''}${cell(here)} |`)
    }
  }
  return lines.join('\n')
}

export function pageLimitsTable(): string {
  return [
    '| limit | of what | what happens there | what is seen |',
    '| --- | --- | --- | --- |',
    ...Object.values<PageLimit>(PAGE_LIMITS).map(
      (limit) => `| ${limitText(limit)} | ${cell(limit.of)} | ${cell(limit.then)} | ${cell(limit.seen)} |`,
    ),
  ].join('\n')
}

export function errorBehaviourTable(rows: readonly ErrorBehaviour[]): string {
  const troubles = Object.entries(TROUBLE_TITLES)
  return [
    `| source | ${troubles.map(([, title]) => title).join(' | ')} |`,
    `| --- |${' --- |'.repeat(troubles.length)}`,
    ...rows.map(
      ({ source, on }) =>
        `| ${cell(source)} | ${troubles.map(([trouble]) => explained(on[trouble as keyof typeof on])).join(' | ')} |`,
    ),
  ].join('\n')
}

function explained(observation: Observation): string {
  const { tries, caught, otherwise } = explain(observation)
  return [tries, caught && `→ ${caught}`, otherwise].filter(Boolean).map(cell).join('<br>')
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
