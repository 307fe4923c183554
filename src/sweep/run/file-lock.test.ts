import * as fs from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { lockFile } from './file-lock.ts'

/** Called once, after a lock has been read. */
const afterRead = vi.hoisted(() => ({ run: (): void => {} }))
vi.mock('node:fs', async (load) => {
  const real = await load<typeof fs>()
  const readFileSync = (path: string, encoding: BufferEncoding): string => {
    const text = real.readFileSync(path, encoding)
    const { run } = afterRead
    afterRead.run = () => {}
    run()
    return text
  }
  return { ...real, readFileSync }
})

const folder = fs.mkdtempSync(join(tmpdir(), 'hearsay-lock-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'results.jsonl')
const lock = `${path}.lock`
beforeEach(() => fs.rmSync(lock, { force: true }))

/** Above the greatest pid of Linux. */
const DEAD = `4194304@${hostname()} before`
const ALIVE = `${process.ppid}@${hostname()} another`

describe('the lock of a file', () => {
  it('keeps others out until it is given back, this very process included', () => {
    const release = lockFile(path)
    expect(() => lockFile(path)).toThrow(`is being written by process ${process.pid}@${hostname()}; if`)
    release()
    lockFile(path)()
    fs.writeFileSync(lock, ALIVE)
    expect(() => lockFile(path)).toThrow(`is being written by process ${process.ppid}@${hostname()}; if`)
  })

  it('of an earlier process of the same pid and host does not matter: a container was started again', () => {
    for (const earlier of [`${process.pid}@${hostname()}`, `${process.pid}@${hostname()} before`]) {
      fs.writeFileSync(lock, earlier)
      lockFile(path)()
      expect(fs.existsSync(lock)).toBe(false)
    }
  })

  it('is not taken from one who has just taken it from the dead', () => {
    fs.writeFileSync(lock, DEAD)
    afterRead.run = () => fs.writeFileSync(lock, ALIVE)
    expect(() => lockFile(path)).toThrow(`is being written by process ${process.ppid}@`)
    expect(fs.readFileSync(lock, 'utf8')).toBe(ALIVE)
    expect(fs.readdirSync(folder)).toEqual(['results.jsonl.lock'])
  })

  it('is not there any more if another one has just removed it, and is made then', () => {
    fs.writeFileSync(lock, DEAD)
    afterRead.run = () => fs.rmSync(lock)
    lockFile(path)()
    expect(fs.existsSync(lock)).toBe(false)
  })

  it('is given back only as long as it is ours', () => {
    const release = lockFile(path)
    fs.writeFileSync(lock, ALIVE)
    release()
    expect(fs.readFileSync(lock, 'utf8')).toBe(ALIVE)
  })
})
