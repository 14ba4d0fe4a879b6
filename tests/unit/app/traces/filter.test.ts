import { describe, expect, it } from 'vitest'
import { parseFilter } from '../../../../src/app/traces/filter'
import type { TraceSummary } from '../../../../src/app/traces/summary'

const trace = (more: Partial<TraceSummary>): TraceSummary => ({
  ...{ root: {} as never, name: 'GET /orders', at: 0, duration: 1500, responseTime: 200, status: 'error' },
  ...{ statuses: new Set(['ok', 'error'] as const), spans: 4, inXray: 0, services: new Set(['Orders']) },
  ...{ annotations: new Set(['tier=gold']), http: { method: 'GET', status: 404 }, text: 'get /orders\norders' },
  ...more,
})

const matches = (text: string, more: Partial<TraceSummary> = {}): boolean => {
  const filter = parseFilter(text)
  if (!filter.ok) throw new Error(`${filter.at}: ${filter.message}`)
  return filter.matches(trace(more))
}

describe('filter expressions', () => {
  it.each([
    ['', true],
    ['orders', true],
    ['payments', false],
    ['error', true],
    ['fault', false],
    ['ok', false],
    ['duration > 1', true],
    ['duration>=1.5 AND duration < 2', true],
    ['responsetime > 1', false],
    ['http.status = 404', true],
    ['http.status != 404', false],
    ['http.method = GET', true],
    ['http.url = "/orders"', true],
    ['service("Orders")', true],
    ['service("Stock") OR error', true],
    ['!error', false],
    ['!(fault OR throttle) orders', true],
    ['annotation.tier = "gold"', true],
    ['annotation.tier = silver', false],
    ['"get /ord"', true],
  ])('%s', (text, expected) => expect(matches(text)).toBe(expected))

  it('has no response time while the root goes on', () => {
    expect(matches('responsetime < 10', { responseTime: null })).toBe(false)
  })

  it.each([
    ['duration >', 10, 'a number of seconds is expected after >.'],
    ['duration long', 9, 'duration is compared: with =, !=, <, <=, > or >=.'],
    ['service(Orders)', 8, 'service() takes a name in quotation marks.'],
    ['service("Orders"', 16, '“)” is expected after the name of a service.'],
    ['error AND', 9, 'Something is expected here.'],
    ['OR error', 0, 'Something is expected before OR.'],
    ['(error', 6, '“)” is expected after what stands in parentheses.'],
    ['error)', 5, '“)” is not expected here.'],
    ['name "orders', 5, 'This quotation mark is not closed.'],
    ['= 3', 0, 'Nothing stands before “=”.'],
  ])('says where %s is malformed', (text, at, message) => {
    expect(parseFilter(text)).toEqual({ ok: false, at, message })
  })
})
