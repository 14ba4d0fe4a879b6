/**
 * The order of a FIFO queue: message groups and their locks.
 *
 * Invariants:
 * - the messages of a group are handed out in the order in which they came into the queue;
 * - a group of which a message is in flight gives out no other: it is locked until all of them are deleted or visible;
 * - a group whose first message is delayed gives out none.
 *
 * Between groups there is no order: those that became available first come first, and one receive takes what it can from
 * a group before it goes on to the next. Source: Amazon SQS Developer Guide, "FIFO queue delivery logic".
 */

import type { Message } from './model'

interface Group {
  readonly messages: Map<string, Message>
  readonly inFlight: Set<string>
  readonly delayed: Set<string>
}

export class MessageGroups {
  readonly #groups = new Map<string, Group>()
  /** Groups that have something to give, the longest available first. */
  readonly #available = new Set<Group>()

  /** How many messages could be received now. */
  get receivableCount(): number {
    let count = 0
    for (const group of this.#available) count += messagesBefore(group).length
    return count
  }

  /** Messages in the order in which one receive takes them; they may be removed meanwhile. */
  *receivable(): Generator<Message> {
    for (const group of [...this.#available]) yield* messagesBefore(group)
  }

  /** @returns whether its group has something to give */
  add(message: Message, isDelayed: boolean): boolean {
    const id = message.groupId ?? ''
    let group = this.#groups.get(id)
    if (!group) {
      group = { messages: new Map(), inFlight: new Set(), delayed: new Set() }
      this.#groups.set(id, group)
    }
    group.messages.set(message.id, message)
    if (isDelayed) group.delayed.add(message.id)
    return this.#consider(group)
  }

  /** The message is in flight. */
  lock(message: Message): void {
    const group = this.#of(message)
    if (!group) return
    group.inFlight.add(message.id)
    this.#consider(group)
  }

  /** The message is visible: its delay is over, or it is no longer in flight. @returns whether its group has something to give */
  show(message: Message): boolean {
    const group = this.#of(message)
    if (!group) return false
    group.inFlight.delete(message.id)
    group.delayed.delete(message.id)
    return this.#consider(group)
  }

  /** @returns whether its group has something to give */
  remove(message: Message): boolean {
    const group = this.#of(message)
    if (!group) return false
    for (const part of [group.messages, group.inFlight, group.delayed]) part.delete(message.id)
    if (group.messages.size === 0) this.#groups.delete(message.groupId ?? '')
    return this.#consider(group)
  }

  #of(message: Message): Group | undefined {
    return this.#groups.get(message.groupId ?? '')
  }

  #consider(group: Group): boolean {
    const isAvailable = group.inFlight.size === 0 && messagesBefore(group, 1).length > 0
    if (isAvailable) this.#available.add(group)
    else this.#available.delete(group)
    return isAvailable
  }
}

/** The messages before the first that is delayed. */
function messagesBefore({ messages, delayed }: Group, maximum = Infinity): readonly Message[] {
  const before: Message[] = []
  for (const message of messages.values()) {
    if (before.length === maximum || delayed.has(message.id)) break
    before.push(message)
  }
  return before
}
