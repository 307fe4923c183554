import { describe, expect, it } from 'vitest'
import type { Message } from '../../core/message.ts'
import { BroadcastQueue } from './broadcast-queue.ts'

function message(tag: number): Message {
  return { tag }
}

/** What one packet takes, by tag. */
function take(queue: BroadcastQueue, limit: number, budget = 1000): number[] {
  const into: Message[] = []
  queue.take(budget, 2, limit, into, 127)
  return into.map(({ tag }) => tag)
}

describe('the broadcast queue', () => {
  it('takes the longest first, then the newest, and what was sent less often before all others', () => {
    const queue = new BroadcastQueue()
    queue.add(message(1), 10)
    queue.add(message(2), 10)
    queue.add(message(3), 20)
    expect(take(queue, 3)).toEqual([3, 2, 1])
    queue.add(message(4), 5)
    expect(take(queue, 3, 30)).toEqual([4, 3])
    expect(take(queue, 3)).toEqual([2, 1, 4, 3])
    expect(queue.size).toBe(3)
  })

  it('tells once that a message will not be sent again: at the limit, when it is replaced, when it is dropped', () => {
    const queue = new BroadcastQueue()
    const told: string[] = []
    queue.add(message(1), 10, undefined, () => told.push('sent'))
    take(queue, 2)
    expect(told).toEqual([])
    take(queue, 2)
    queue.add(message(2), 10, 'a', () => told.push('replaced'))
    queue.add(message(3), 10, 'a', () => told.push('dropped'))
    queue.prune(0)
    expect(told).toEqual(['sent', 'replaced', 'dropped'])
    expect(queue.size).toBe(0)
  })

  it('loses nothing when a message that was sent brings the next one of a name that went with it', () => {
    const queue = new BroadcastQueue()
    queue.add(message(1), 30, undefined, () => queue.add(message(4), 10, 'a'))
    queue.add(message(2), 20, 'a')
    take(queue, 3)
    queue.add(message(3), 5)
    expect(take(queue, 2)).toEqual([3, 1, 2])
    expect(new Set(take(queue, 3))).toEqual(new Set([3, 4]))
    expect(queue.size).toBe(2)
  })
})
