import { describe, expect, it } from 'vitest'
import { choiceOf, planOf } from '../../../../src/api/explore/plan'
import { ExploreError } from '../../../../src/api/explore/report'

const SCRIPT = '{ "stimuli": [{ "at": 0, "to": "Q", "body": {} }] }'
const FILES = {
  'events/b.stimuli.json': SCRIPT,
  'events/a.stimuli.json': SCRIPT,
  'events/bad.stimuli.json': '{}',
  'events/order.json': '{ "id": 1 }',
  'tests/a.test.ts': '',
}

describe('what is explored', () => {
  it('is by default the first script, under seeds 1 to 50, with what most systems want to hold', () => {
    const plan = planOf(FILES, {})
    expect(plan.seeds).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(plan.checks).toEqual(['lost', 'duplicated'])
    expect(plan.work).toMatchObject({ kind: 'script', script: { stimuli: [{ to: 'Q', count: 1 }] } })
    expect(planOf(FILES, { budget: { dollars: 1 } }).checks).toContain('over-budget')
  })

  it('is an event with the body of a file', () => {
    const { work } = planOf(FILES, { event: { to: 'Q', file: 'events/order.json', count: 5 }, seeds: [7] })
    expect(work).toMatchObject({ script: { stimuli: [{ to: 'Q', body: { id: 1 }, count: 5 }] } })
  })

  it('is the project’s checks, and then they alone have to hold', () => {
    expect(planOf(FILES, { tests: true })).toMatchObject({ checks: [], work: { paths: ['tests/a.test.ts'] } })
    expect(planOf({ 'tests/a.test.ts': '' }, {}).work.kind).toBe('tests')
  })

  it.each([
    ['nothing to send', {}, {}, /nothing to send/],
    ['an empty script', FILES, { script: { stimuli: [] } }, /script is empty/],
    ['a script that is none', FILES, { script: 'events/bad.stimuli.json' }, /expected a list of stimuli/],
    ['a script that is not there', FILES, { script: 'events/c.stimuli.json' }, /no file events\/c/],
    ['a stimulus without a target', FILES, { event: { to: '' } }, /to: is missing/],
    ['check files that are not there', FILES, { tests: ['tests/b.test.ts'] }, /no check file tests\/b/],
    ['two things at once', FILES, { tests: true, script: 'events/a.stimuli.json' }, /one of them/],
    ['no seeds', FILES, { seeds: 0 }, /from 1 to 1000/],
    ['too many seeds', FILES, { seeds: 1e9 }, /from 1 to 1000/],
    ['seeds that are no numbers', FILES, { seeds: [0.5] }, /whole numbers/],
  ] as const)('is refused: %s', (_, files, options, message) => {
    const attempt = (): unknown => planOf(files as Record<string, string>, options)
    expect(attempt).toThrow(ExploreError)
    expect(attempt).toThrow(message)
  })

  it('draws from faults of one’s own as they are', () => {
    const fault = { resource: 'Q', kind: 'throttle', rate: 0.5 } as const
    expect(choiceOf({ faults: [fault, { resource: '' } as never], duplicates: 'never' }, [])).toEqual({
      ...{ faults: [fault], atMost: Infinity, duplicates: 'never' },
    })
  })
})
