import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { TestProcess } from '../test/support/child-process.ts'
import { freePorts } from '../test/support/free-ports.ts'
import { HearsayAgent } from '../test/support/hearsay-agent.ts'
import { inProject } from '../test/support/project.ts'
import { SerfAgent } from '../test/support/serf-agent.ts'
import type { PacketCosts } from './packet-costs.ts'
import { cpuSeconds } from './process-cost.ts'

const ECHO = inProject('bench/echo-server.mjs')

/** How much to measure. */
export interface PacketPathPlan {
  /** Path of the serf program; without it hearsay is measured beside the echo only. */
  readonly serf?: string | undefined
  readonly rounds: number
  readonly seconds: number
  /** Pings a second for the comparison with a bare echo, where both keep up. */
  readonly rate: number
  readonly progress: (text: string) => void
}

/** A ping to node "a" in memberlist's bytes, as short as a real one can be. */
function ping(sequence: number): Uint8Array {
  const head = [0x00, 0x82, 0xa4, 0x4e, 0x6f, 0x64, 0x65, 0xa1, 0x61, 0xa5, 0x53, 0x65, 0x71, 0x4e, 0x6f, 0xce]
  return Uint8Array.from([...head, sequence >>> 24, (sequence >>> 16) & 255, (sequence >>> 8) & 255, sequence & 255])
}

/** Sends pings at a steady rate and counts answers. */
export class PingSource {
  readonly #socket: Socket
  readonly #port: number
  #sequence = 0
  answered = 0
  sent = 0

  private constructor(socket: Socket, port: number) {
    this.#socket = socket
    this.#port = port
    socket.on('message', () => this.answered++)
  }

  static async open(port: number): Promise<PingSource> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    socket.setRecvBufferSize(4 << 20)
    return new PingSource(socket, port)
  }

  async run(rate: number, seconds: number): Promise<void> {
    const started = performance.now()
    const before = this.sent
    for (;;) {
      const elapsed = performance.now() - started
      if (elapsed > seconds * 1000) break
      const due = Math.floor((elapsed / 1000) * rate) - (this.sent - before)
      for (let i = 0; i < Math.min(due, 200); i++) {
        this.#socket.send(ping(++this.#sequence), this.#port, '127.0.0.1')
        this.sent++
      }
      await sleep(1)
    }
    await sleep(300)
  }

  close(): void {
    this.#socket.close()
  }
}

/** A full hearsay agent beside a bare echo and beside a Serf agent, one after the other, again and again. */
export async function measurePacketPath(plan: PacketPathPlan): Promise<PacketCosts[]> {
  const echo: PacketCosts = { beside: 'echo', rate: plan.rate, hearsay: [], other: [] }
  const serf: PacketCosts = { beside: 'serf', rate: SERF_RATE, hearsay: [], other: [] }
  for (let round = 1; round <= plan.rounds; round++) {
    plan.progress(`round ${round} of ${plan.rounds}`)
    const ports = (await freePorts(2)) as [number, number]
    await measureBoth(plan, echo, ports, () => startEcho(ports[0]))
    const program = plan.serf
    if (program !== undefined) await measureBoth(plan, serf, ports, () => startSerf(program, ports))
  }
  return plan.serf === undefined ? [echo] : [echo, serf]
}

async function measureBoth(
  plan: PacketPathPlan,
  costs: PacketCosts,
  [port, httpPort]: readonly [number, number],
  startOther: () => Promise<TestProcess>,
): Promise<void> {
  costs.other.push(await costOf(plan, port, await startOther(), costs.rate))
  const agent = await new HearsayAgent({ name: 'a', port, httpPort }).start()
  costs.hearsay.push(await costOf(plan, port, agent.process, costs.rate))
}

/** Below the 6,700 a second at which Serf begins to drop. */
const SERF_RATE = 5000

/** Fewer, and what was measured is not the cost of an answer. */
const LEAST_ANSWERED = 0.5

async function startEcho(port: number): Promise<TestProcess> {
  const echo = new TestProcess(process.execPath, [ECHO, String(port)])
  await sleep(500)
  return echo
}

async function startSerf(program: string, [port, rpcPort]: readonly [number, number]): Promise<TestProcess> {
  const agent = await new SerfAgent({ program, name: 'a', port, rpcPort }).start()
  agent.ipc.close()
  return agent.process
}

async function costOf(plan: PacketPathPlan, port: number, target: TestProcess, rate: number): Promise<number> {
  const source = await PingSource.open(port)
  try {
    await source.run(rate, 1) // lets the compiler and the caches settle
    const before = { cpu: cpuSeconds(target.pid), answered: source.answered, sent: source.sent }
    await source.run(rate, plan.seconds)
    const microseconds = (cpuSeconds(target.pid) - before.cpu) * 1e6
    const [answered, sent] = [source.answered - before.answered, source.sent - before.sent]
    if (answered < LEAST_ANSWERED * sent) throw new Error(`only ${answered} of ${sent} pings were answered`)
    return microseconds / answered
  } finally {
    source.close()
    await target.kill()
  }
}
