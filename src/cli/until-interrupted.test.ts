import { describe, expect, it, vi } from 'vitest'
import { untilInterrupted } from './until-interrupted.ts'

/** Ends once it is cancelled and told to. */
function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function listeners(): number[] {
  return SIGNALS.map((signal) => process.listenerCount(signal))
}

describe('what can be interrupted', () => {
  it('is cancelled by every signal that asks a program to end, a closed terminal included', async () => {
    const before = listeners()
    for (const signal of SIGNALS) {
      const running = untilInterrupted(cancelled)
      process.emit(signal)
      await expect(running).rejects.toMatchObject({ message: 'interrupted', exitCode: 130 })
    }
    expect(listeners()).toEqual(before)
  })

  it('may end in good order, and is not waited for after a second signal', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
    const result = await untilInterrupted((signal) => {
      process.emit('SIGHUP')
      expect([signal.aborted, exit.mock.calls]).toEqual([true, []])
      process.emit('SIGHUP')
      return Promise.resolve('done')
    })
    expect([result, exit.mock.calls]).toEqual(['done', [[130]]])
    exit.mockRestore()
  })
})
