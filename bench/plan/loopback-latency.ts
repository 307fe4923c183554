import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { forkedHost, type MakeHost } from './host.ts'
import { monotonicMs } from './node-host.ts'

const PINGS = 200
const GAP_MS = 5

/** One way from a process to another, event loops included: half of the median round trip, ms. */
export async function measureLatency(makeHost: MakeHost = forkedHost): Promise<number> {
  const host = makeHost(() => {})
  const socket = createSocket('udp4')
  try {
    const port = (await host.ask({ type: 'echo' })) as number
    const roundTrips: number[] = []
    socket.on('message', (bytes) => roundTrips.push(monotonicMs() - bytes.readDoubleLE()))
    for (let i = 0; i < PINGS; i++) {
      const ping = Buffer.alloc(8)
      ping.writeDoubleLE(monotonicMs())
      socket.send(ping, port, '127.0.0.1')
      await sleep(GAP_MS)
    }
    if (roundTrips.length === 0) throw new Error('nothing comes back over loopback')
    return (roundTrips.toSorted((a, b) => a - b)[Math.floor(roundTrips.length / 2)] as number) / 2
  } finally {
    socket.close()
    await host.kill()
  }
}
