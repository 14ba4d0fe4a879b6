/** What a link, or a `.coldstart` file, is to hold. */

import type { LinkContent, LinkView, RecordedRun } from '../project/share-url'
import type { Project } from '../project/model'
import type { ColdstartApi } from './api'

export interface ShareOptions {
  /** Whoever opens it can look and run, and changes a copy of their own. */
  readonly readOnly?: boolean
  /** It runs when it is opened, in virtual time. Not together with `recorded`. */
  readonly run?: boolean
  /** The run as it is here: whoever opens it sees that, and nothing runs there until they press Run. */
  readonly recorded?: boolean
  /** How the page looks: open file and line, panels, what is selected, whether the clock is paused. */
  readonly view?: boolean
}

/** What the page shows; without a page, nothing. */
export interface ShownPage {
  view(): LinkView
  /** A run that came with a link and is shown instead of one's own. */
  recorded(): RecordedRun | null
}

export async function sharedContent(
  { readOnly = false, run = false, recorded = false, view = false }: ShareOptions,
  { files, settings }: Project,
  api: Pick<ColdstartApi, 'trace' | 'resources' | 'clock'>,
  page: ShownPage,
): Promise<LinkContent> {
  if (run && recorded) {
    throw new TypeError(
      'A link either runs when it is opened or shows what was recorded: `run` or `recorded`, not both.',
    )
  }
  return {
    // Which file is open belongs to the view.
    project: { files, settings: view ? settings : { ...settings, openFile: null } },
    view: view ? page.view() : {},
    readOnly,
    run,
    recorded: recorded ? (page.recorded() ?? (await recordedRun(api))) : null,
    unshown: null,
  }
}

async function recordedRun({
  trace,
  resources,
  clock,
}: Pick<ColdstartApi, 'trace' | 'resources' | 'clock'>): Promise<RecordedRun> {
  // Asked at once, so that they are of about the same instant.
  const [records, held, now] = await Promise.all([trace(), resources(), clock.now()])
  return { records, resources: held, now: Math.max(now, records.at(-1)?.at ?? now) }
}
