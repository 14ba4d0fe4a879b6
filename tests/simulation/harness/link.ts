/**
 * A link that opens a failing run in the page: the project, and the run as it was recorded here. Whoever opens it sees the
 * very records that break the rule, at that moment, also when the page is of a later version or the fault is one of
 * Node alone; Run has the same run again, live, because the project holds seed, script, faults and all settings.
 */

import { VIEW_ROWS_MAX } from '../../../src/cloud/aws/resource-view'
import { encodeFile, encodeLink, type LinkContent } from '../../../src/project/share-url'
import type { Project } from '../../../src/project/model'
import { recordsOf } from './check'
import type { Finding } from './check'
import type { SimulatedRun } from './run'

const README = 'README.md'

/** @param finding null: just the run */
export function linkContent(
  { files, settings }: Project,
  seed: number,
  finding: Finding | null,
  run: SimulatedRun | null,
): LinkContent {
  const decisive = finding?.records.at(-1)
  return {
    project: {
      files: finding ? { ...files, [README]: readme(seed, finding) } : files,
      settings: finding ? { ...settings, openFile: README } : settings,
    },
    view: { panel: 'timeline', left: 'timeline', ...(decisive !== undefined && { moment: decisive + 1 }) },
    readOnly: false,
    run: false,
    recorded: run && {
      records: recordsOf(run),
      resources: run.cloud.views().map((view) => ({
        ...view,
        tables: view.tables.map((table) => ({ ...table, rows: table.rows.slice(0, VIEW_ROWS_MAX) })),
      })),
      now: run.endedAt,
    },
    unshown: null,
  }
}

export const linkTo = async (content: LinkContent, page: string): Promise<string> =>
  `${page}#${await encodeLink(content)}`

export const fileOf = (content: LinkContent): Promise<Uint8Array> => encodeFile(content)

const readme = (seed: number, { rule, message, records }: Finding): string => `# Seed ${seed} breaks ${rule}

${message}

Records: ${records.join(', ') || 'none'}. What is shown is the run as it was recorded; the timeline is at the last of these
records. Run plays \`events/traffic.stimuli.json\` again, in a run of your own.

Made by \`npm run simulate -- --seed ${seed}\`, which took away what was not needed.
`
