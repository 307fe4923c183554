import { describe, expect, it } from 'vitest'
import { FactQueue } from './fact-queue.ts'

describe('facts', () => {
  it('are told in the order in which they were found, whatever listeners bring about', () => {
    const queue = new FactQueue()
    const told: string[] = []
    const tell = (): void =>
      queue.tell(({ type }) => {
        told.push(type)
        if (type !== 'first') return
        queue.add({ type: 'third' })
        tell() // a listener that calls the node
      })
    queue.add({ type: 'first' })
    queue.add({ type: 'second' })
    tell()
    expect(told).toEqual(['first', 'second', 'third'])
  })

  it('that wait are told after a listener has thrown', () => {
    const queue = new FactQueue()
    const told: string[] = []
    queue.add({ type: 'bad' })
    queue.add({ type: 'good' })
    const listener = ({ type }: { readonly type: string }): void => {
      if (type === 'bad') throw new Error('mine')
      told.push(type)
    }
    expect(() => queue.tell(listener)).toThrow('mine')
    queue.tell(listener)
    expect(told).toEqual(['good'])
  })
})
