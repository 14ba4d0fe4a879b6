import { describe, expect, it } from 'vitest'
import type { Command } from '../../../../src/app/commands/commands'
import { matches } from '../../../../src/app/commands/matches'

const command = (id: string, title: string, detail?: string): Command => ({
  id,
  group: 'Run',
  title,
  run: () => undefined,
  ...(detail !== undefined && { detail }),
})
const COMMANDS = [
  command('run', 'Run', 'Deploy if something changed, then send the event'),
  command('deploy', 'Deploy', 'Without sending'),
  command('timeline', 'Timeline'),
  command('orders', 'OrdersQueue in template.yaml', 'AWS::SQS::Queue'),
]
const ids = (query: string, recent: readonly string[] = []): readonly string[] =>
  matches(query, COMMANDS, recent).map(({ command: { id } }) => id)

describe('the command palette', () => {
  it('lists everything without a text, what was used last first', () => {
    expect(ids('')).toEqual(['run', 'deploy', 'timeline', 'orders'])
    expect(ids('', ['timeline', 'gone', 'deploy'])).toEqual(['timeline', 'deploy', 'run', 'orders'])
  })

  it('finds titles before details', () => {
    expect(ids('deploy')).toEqual(['deploy', 'run'])
    expect(ids('sqs')).toEqual(['orders'])
    expect(ids('tmln')).toEqual(['timeline'])
    expect(ids('xyzzy')).toEqual([])
  })

  it('marks what was typed', () => {
    expect(matches('time', COMMANDS)[0]?.title).toEqual([
      { text: 'Time', marked: true },
      { text: 'line', marked: false },
    ])
  })
})
