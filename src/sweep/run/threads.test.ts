import { afterEach, describe, expect, it } from 'vitest'
import { Threads } from './threads.ts'

/** Doubles numbers; dies of 13, and never answers 0. */
const PROGRAM = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, order }) => {
  if (order === 13) process.exit(3)
  if (order !== 0) parentPort.postMessage({ id, answer: order * 2 })
})`
const body = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`)

const opened: Threads<number, number>[] = []
afterEach(async () => {
  for (const threads of opened.splice(0)) await threads.close()
})

function open(count: number): Threads<number, number> {
  const threads = new Threads<number, number>(body, count)
  opened.push(threads)
  return threads
}

describe('threads', () => {
  it('lose only the order that ends one of them: another one takes its place', async () => {
    const threads = open(2)
    const [other, deadly] = [threads.ask(1), threads.ask(13)]
    await expect(deadly).rejects.toThrow('a worker thread ended with code 3')
    expect(await other).toBe(2)
    expect(await Promise.all([2, 3, 4, 5].map((order) => threads.ask(order)))).toEqual([4, 6, 8, 10])
  })

  it('answer even if all of them have ended', async () => {
    const threads = open(1)
    for (let i = 0; i < 3; i++) await expect(threads.ask(13)).rejects.toThrow('ended with code 3')
    expect(await threads.ask(4)).toBe(8)
  })

  it('that are closed reject what they were asked, and what they are asked then', async () => {
    const threads = open(1)
    const asked = expect(threads.ask(0)).rejects.toThrow('a worker thread ended')
    await threads.close()
    await asked
    await expect(threads.ask(1)).rejects.toThrow('the threads were closed')
  })
})
