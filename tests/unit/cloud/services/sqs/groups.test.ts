/** Order of FIFO queues, against a naive model. Source: Amazon SQS Developer Guide, "FIFO queue delivery logic". */

import { describe, expect, it } from 'vitest'
import { Random } from '../../../../../src/cloud/kernel/random'
import { MessageGroups } from '../../../../../src/cloud/services/sqs/groups'
import type { Message } from '../../../../../src/cloud/services/sqs/model'

const message = (id: string): Message => ({ id, groupId: id.charAt(0) }) as Message
const ids = (groups: MessageGroups): string[] => [...groups.receivable()].map(({ id }) => id)

describe('message groups', () => {
  it('give out in order, and nothing of a group that is locked or delayed at its head', () => {
    const groups = new MessageGroups()
    const [a1, a2, b1, c1, c2] = ['a1', 'a2', 'b1', 'c1', 'c2'].map(message) as [
      Message,
      Message,
      Message,
      Message,
      Message,
    ]
    expect(groups.add(a1, false)).toBe(true)
    groups.add(a2, false)
    groups.add(b1, false)
    expect(groups.add(c1, true)).toBe(false)
    expect(groups.add(c2, false)).toBe(false)
    expect(ids(groups)).toEqual(['a1', 'a2', 'b1'])
    groups.lock(a1)
    expect(ids(groups)).toEqual(['b1'])
    expect(groups.show(c1)).toBe(true)
    expect(groups.remove(a1)).toBe(true)
    expect(ids(groups)).toEqual(['b1', 'c1', 'c2', 'a2'])
    expect(groups.receivableCount).toBe(4)
    expect(groups.remove(b1)).toBe(false)
  })

  /**
   * - A group with a message in flight gives nothing.
   * - What a group gives is its messages in the order of adding, up to the first delayed one.
   */
  it.each([1, 2, 3, 4, 5])('hold whatever happens (seed=%i)', (seed) => {
    const random = new Random(seed, 'groups')
    const groups = new MessageGroups()
    const present: { message: Message; state: 'visible' | 'delayed' | 'flying' }[] = []
    for (let step = 0; step < 500; step++) {
      const chosen = present[random.integer(0, Math.max(0, present.length - 1))]
      if (!chosen || random.fraction() < 0.4) {
        const added = message(`${'abc'.charAt(random.integer(0, 2))}${step}`)
        const isDelayed = random.fraction() < 0.2
        groups.add(added, isDelayed)
        present.push({ message: added, state: isDelayed ? 'delayed' : 'visible' })
      } else if (chosen.state === 'visible' && ids(groups).includes(chosen.message.id)) {
        groups.lock(chosen.message)
        chosen.state = 'flying'
      } else if (random.fraction() < 0.5) {
        groups.show(chosen.message)
        chosen.state = 'visible'
      } else {
        groups.remove(chosen.message)
        present.splice(present.indexOf(chosen), 1)
      }
      const given = ids(groups)
      for (const name of ['a', 'b', 'c']) {
        const group = present.filter((entry) => entry.message.groupId === name)
        const head = group.findIndex(({ state }) => state === 'delayed')
        const expected = group.some(({ state }) => state === 'flying')
          ? []
          : group.slice(0, head < 0 ? undefined : head)
        expect(given.filter((id) => id.startsWith(name))).toEqual(expected.map((entry) => entry.message.id))
      }
    }
  })
})
