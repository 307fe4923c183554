import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MakeHost } from './host.ts'
import { monotonicMs } from './node-host.ts'

const PINGS = 200
const GAP_MS = 5

/**
 * How long it takes on average from the moment at which a process is due to send until another one reads, ms: the
 * lateness of the sender's timer and one way over loopback, event loops included. Most of it is lateness: timers of
 * Node have whole milliseconds.
 */
export async function measureLatency(makeHost: MakeHost): Promise<number> {
  const host = makeHost(() => {})
  const socket = createSocket('udp4')
  try {
    const port = (await host.ask({ type: 'echo' })) as number
    const times: number[] = []
    socket.on('message', (bytes) => {
      const [dueAt, sentAt] = [bytes.readDoubleLE(0), bytes.readDoubleLE(8)]
      times.push(sentAt - dueAt + (monotonicMs() - sentAt) / 2)
    })
    for (let i = 0; i < PINGS; i++) {
      const dueAt = monotonicMs() + GAP_MS
      await sleep(GAP_MS)
      const ping = Buffer.alloc(16)
      ping.writeDoubleLE(dueAt, 0)
      ping.writeDoubleLE(monotonicMs(), 8)
      socket.send(ping, port, '127.0.0.1')
    }
    await sleep(GAP_MS)
    if (times.length === 0) throw new Error('nothing comes back over loopback')
    return Math.max(0, times.reduce((sum, ms) => sum + ms, 0) / times.length)
  } finally {
    socket.close()
    await host.kill()
  }
}
