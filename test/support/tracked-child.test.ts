import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inProject } from './project.ts'
import { tracked } from './tracked-child.ts'

function endless(): ChildProcess {
  return tracked(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']))
}

afterEach(() => vi.restoreAllMocks())

describe('a tracked child', () => {
  it('ends with the process that a SIGTERM ends', async () => {
    const child = endless()
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    process.emit('SIGTERM', 'SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']])
  })

  it('is nobody if it could not be started', async () => {
    const child = tracked(spawn(inProject('no-such-program')))
    const kill = vi.spyOn(child, 'kill')
    await once(child, 'error')
    process.emit('exit', 0)
    expect(kill).not.toHaveBeenCalled()
  })
})
