import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

/** Plain JavaScript without types: set-up works before anything is installed. */
interface Lock {
  LOCK: string
  alone: <T>(work: () => Promise<T>) => Promise<T>
}

const path: string = './lock.mjs'
const { LOCK, alone } = (await import(path)) as Lock

describe('the lock of a set-up', () => {
  it('lets one work at a time, and gives what came of the work', async () => {
    let working = 0
    const most: number[] = []
    const work = async (): Promise<number> => {
      most.push(++working)
      await sleep(20)
      return working--
    }
    expect(await Promise.all([alone(work), alone(work), alone(work)])).toEqual([1, 1, 1])
    expect(most).toEqual([1, 1, 1])
    expect(existsSync(LOCK)).toBe(false)
  })

  it('is given back by work that fails', async () => {
    await expect(alone(() => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck')
    expect(existsSync(LOCK)).toBe(false)
  })

  it('is taken from a process that is gone, by one only', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    mkdirSync(LOCK)
    writeFileSync(join(LOCK, 'pid'), String(pid))
    let working = 0
    const work = async (): Promise<number> => {
      const now = ++working
      await sleep(20)
      working--
      return now
    }
    expect(await Promise.all([alone(work), alone(work)])).toEqual([1, 1])
  })
})
