import { createSocket } from 'node:dgram'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './at-end.ts'

/** Below the range from which the system takes ports for outgoing connections (32768 on Linux). */
const FIRST = 20_000
const LAST = 32_000
const CLAIMS = join(tmpdir(), 'hearsay-ports')
const mine = new Set<number>()
atEnd(() => mine.forEach(release))

/** One port of 127.0.0.1, free for UDP and TCP. */
export async function freePort(): Promise<number> {
  return (await freePorts(1))[0] as number
}

/**
 * Neighbouring ports of 127.0.0.1, each free for UDP and TCP, kept for this process until it ends: tests that run at
 * the same time never get the same one.
 */
export async function freePorts(count: number): Promise<number[]> {
  let start = FIRST + ((process.pid * 37) % (LAST - FIRST - count))
  for (let tried = 0; tried < LAST - FIRST; ) {
    const block = Array.from({ length: count }, (_, i) => start + i)
    const taken = await firstTaken(block)
    if (taken === undefined) return block
    tried += taken - start + 1
    start = taken + 1 + count > LAST ? FIRST : taken + 1
  }
  throw new Error(`there are no ${count} neighbouring free ports between ${FIRST} and ${LAST}`)
}

/** Claims the block; answers the first port that could not be had, and then keeps none. */
async function firstTaken(block: readonly number[]): Promise<number | undefined> {
  const claimed: number[] = []
  for (const port of block) {
    const ours = claim(port)
    if (ours) claimed.push(port)
    if (ours && (await isFreeForTcp(port)) && (await isFreeForUdp(port))) continue
    claimed.forEach(release)
    return port
  }
  return undefined
}

function claim(port: number): boolean {
  mkdirSync(CLAIMS, { recursive: true })
  if (mine.has(port) || (!create(port) && !(isAbandoned(port) && create(port)))) return false
  mine.add(port)
  return true
}

function create(port: number): boolean {
  try {
    writeFileSync(claimFile(port), String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Removes the claim of a process that is gone. */
function isAbandoned(port: number): boolean {
  try {
    const pid = Number(readFileSync(claimFile(port), 'utf8'))
    if (pid > 0) process.kill(pid, 0)
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') return false
    rmSync(claimFile(port), { force: true })
    return true
  }
}

function release(port: number): void {
  mine.delete(port)
  rmSync(claimFile(port), { force: true })
}

function claimFile(port: number): string {
  return join(CLAIMS, String(port))
}

function isFreeForTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

function isFreeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)))
  })
}
