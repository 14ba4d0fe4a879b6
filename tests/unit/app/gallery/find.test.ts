import { describe, expect, it } from 'vitest'
import { find } from '../../../../src/app/gallery/find'
import { examples } from '../../../../src/project/examples'

const idsOf = (query: string) => find(query, examples).flatMap((group) => group.examples.map(({ id }) => id))

describe('the gallery', () => {
  it('has all examples by subject when nothing is looked for', () => {
    const groups = find('  ', examples)
    expect(groups.map(({ title }) => title).slice(0, 3)).toEqual(['Basics', 'Web', 'Queues'])
    expect(idsOf('')).toHaveLength(examples.length)
  })

  it.each([
    ['fifo', 'fifo-accounts'],
    ['hmac', 'webhook'],
    ['crud', 'crud-api'],
    ['saga', 'trip-saga'],
    ['dlq redrive', 'dead-letter-redrive'],
    ['outbox', 'change-data-capture'],
    ['tumbling', 'tumbling-window'],
    ['canary', 'canary-release'],
    ['kafka', 'kafka-orders'],
    ['dead letters', 'dead-letter-redrive'],
    ['cold', 'cold-starts'],
  ])('finds for “%s” %s first', (query, id) => {
    expect(idsOf(query)[0]).toBe(id)
  })

  it('finds by service, by whatever name people call it', () => {
    expect(idsOf('dynamodb')).toEqual(expect.arrayContaining(['crud-api', 'dynamodb-items', 'change-data-capture']))
    expect(idsOf('parameter store')).toContain('configuration')
  })

  it('finds nothing for what is not there', () => {
    expect(idsOf('xylophone')).toEqual([])
  })
})
