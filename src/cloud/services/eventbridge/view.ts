/** What the page's inspectors show of buses and archives. */

import { isoTimestamp } from '../../aws/timestamps'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Archive } from './archives'
import type { Router } from './router'
import type { EventBus, Rule } from './state'

export function createViews({ archives, buses }: Router): readonly ResourceView[] {
  return [
    ...buses.all().map(busView),
    ...[...archives.archives.values()].map((archive) => archiveView(archive, archives.sizeOf(archive))),
  ]
}

function busView(bus: EventBus): ResourceView {
  const rules = [...bus.rules.values()]
  return {
    arn: bus.arn,
    kind: 'Event bus',
    name: bus.name,
    facts: [
      ...(bus.settings.description === undefined ? [] : [{ label: 'Description', value: bus.settings.description }]),
      { label: 'Rules', value: String(rules.length) },
      { label: 'Resource policy', value: bus.policy ? 'Yes' : 'None' },
    ],
    tables: [
      {
        title: 'Rules',
        columns: ['Name', 'State', 'Pattern or schedule', 'Targets'],
        rows: rules.slice(0, VIEW_ROWS_MAX).map(ruleRow),
        total: rules.length,
      },
    ],
  }
}

function ruleRow({ name, settings, targets }: Rule): readonly string[] {
  const triggers = [settings.pattern?.text, settings.schedule?.text].filter((trigger) => trigger !== undefined)
  return [name, settings.state, triggers.join(', '), [...targets.values()].map(({ arn }) => arn).join(', ')]
}

function archiveView(
  archive: Archive,
  { count, bytes }: { readonly count: number; readonly bytes: number },
): ResourceView {
  const { retentionDays } = archive.settings
  return {
    arn: archive.arn,
    kind: 'Archive',
    name: archive.name,
    facts: [
      { label: 'Event bus', value: archive.bus.name },
      { label: 'Retention', value: retentionDays === 0 ? 'Indefinite' : `${retentionDays} d` },
      { label: 'Size', value: `${bytes} B` },
    ],
    tables: [
      {
        title: 'Events',
        columns: ['Event id', 'Time', 'Source', 'Detail type'],
        rows: archive.events
          .slice(-VIEW_ROWS_MAX)
          .map(({ id, time, source, detailType }) => [id, isoTimestamp(time), source, detailType]),
        total: count,
      },
    ],
  }
}
