import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../support/free-ports.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { Report } from '../verify/check.ts'
import { Alertmanager } from './alertmanager.ts'
import { HearsayParty } from './hearsay-party.ts'

const LIMIT_MS = 60_000

/** Two real Alertmanagers and a hearsay agent that speaks bare memberlist. */
export class AlertmanagerCluster {
  readonly first: Alertmanager
  readonly second: Alertmanager
  readonly hearsay: HearsayParty
  readonly #report: Report

  private constructor(first: Alertmanager, second: Alertmanager, hearsay: HearsayParty, report: Report) {
    this.first = first
    this.second = second
    this.hearsay = hearsay
    this.#report = report
  }

  /** Claims the ports; nothing runs yet. */
  static async create(program: string, report: Report): Promise<AlertmanagerCluster> {
    const [a, b, c, d, port, httpPort] = (await freePorts(6)) as [number, number, number, number, number, number]
    const first = new Alertmanager({ program, port: a, webPort: b })
    const second = new Alertmanager({ program, port: c, webPort: d, peer: first.address })
    const args = ['--dialect', 'memberlist', '--accrual', 'threshold=8'] // Alertmanager minds no greater version
    return new AlertmanagerCluster(first, second, new HearsayParty({ name: 'hearsay', port, httpPort, args }), report)
  }

  /** The two Alertmanagers first, so that hearsay comes into a cluster that works. */
  async start(): Promise<void> {
    await this.first.start()
    await this.second.start()
    await this.hearsay.start(this.first.address)
    await this.#untilWhole('hearsay joined')
  }

  /** Hearsay dies, and comes back. */
  async crash(): Promise<void> {
    await this.hearsay.kill()
    await this.#untilPeers('hearsay killed', [this.first.address, this.second.address])
    const noticed = [...this.first.suspected, ...this.second.suspected]
    this.#report.expect(noticed.includes('hearsay'), 'no Alertmanager said that it suspected the dead')
    await this.hearsay.start(this.second.address)
    await this.#untilWhole('hearsay back after its death')
  }

  /** Hearsay leaves, which needs no suspicion, and comes back. */
  async leave(): Promise<void> {
    const before = this.#suspicions()
    const leaving = this.hearsay.leave()
    await this.#untilPeers('hearsay asked to leave', [this.first.address, this.second.address])
    await leaving
    await this.hearsay.ended()
    this.#report.expect(this.#suspicions() === before, 'an Alertmanager suspected a member that left')
    await this.hearsay.start(this.first.address)
    await this.#untilWhole('hearsay back after its leave')
  }

  /** Silences cross both ways while hearsay, which does not know them, is among the members. */
  async silences(): Promise<void> {
    for (const [from, to] of [
      [this.first, this.second],
      [this.second, this.first],
    ] as const) {
      const id = await from.silence('job')
      const ms = await waitUntil('the silence is known to both', async () => (await to.silences()).includes(id), {
        limitMs: LIMIT_MS,
      })
      this.#report.figure('a silence reaches the other Alertmanager', ms, 'ms')
    }
  }

  /** Nothing happens, and nobody suspects anybody. */
  async quiet(ms: number, signal: AbortSignal): Promise<void> {
    const before = this.#suspicions()
    const since = performance.now()
    await sleep(ms, undefined, { signal })
    await waitUntil('both have pinged hearsay', async () => (await this.#pings()).every((pings) => pings > 0))
    this.#report.figure('answers of hearsay to pings of the Alertmanagers', (await this.#pings()).join(' and '))
    const suspicions = this.#suspicions() - before + this.hearsay.journal.accused('suspected', since).length
    this.#report.figure('quiet', ms / 1000, 's')
    this.#report.expect(suspicions === 0, `${suspicions} suspicions in the quiet`)
  }

  /**
   * All three are there, and nobody met what it could not read.
   * @param tolerated what an Alertmanager may complain of
   */
  async expectHealthy(during: string, tolerated?: RegExp): Promise<void> {
    const members = await Promise.all([this.first, this.second].map((am) => am.metric('alertmanager_cluster_members')))
    this.#report.expect(members.join() === '3,3', `${during}: the metrics count ${members.join(' and ')} members`)
    for (const [i, alertmanager] of [this.first, this.second].entries()) {
      const complaints = alertmanager.complaints.splice(0).filter((line) => tolerated?.test(line) !== true)
      for (const line of complaints) this.#report.expect(false, `${during}: Alertmanager ${i + 1}: ${line}`)
    }
    for (const text of this.hearsay.journal.complaints(0)) this.#report.expect(false, `${during}: hearsay: ${text}`)
    const dropped = JSON.stringify(await this.hearsay.dropped())
    this.#report.expect(dropped === '{}', `${during}: hearsay dropped input: ${dropped}`)
  }

  async stop(): Promise<void> {
    await Promise.all([this.first, this.second, this.hearsay].map((party) => party.kill().catch(() => {})))
  }

  async #untilWhole(what: string): Promise<void> {
    const all = [this.first.address, this.second.address, this.hearsay.address]
    await this.#untilPeers(what, all)
    const sees = async (): Promise<string[]> =>
      (await this.hearsay.agent.members()).filter(({ status }) => status === 'alive').map(({ address }) => address)
    const isWhole = async (): Promise<boolean> => (await sees()).sort().join() === all.sort().join()
    await waitUntil(`${what}: it sees all`, isWhole, { limitMs: LIMIT_MS, seen: sees })
  }

  async #untilPeers(what: string, wanted: readonly string[]): Promise<void> {
    const sorted = wanted.toSorted().join()
    const see = (): Promise<string[][]> => Promise.all([this.first.peers(), this.second.peers()])
    const isSo = async (): Promise<boolean> => (await see()).every((peers) => peers.join() === sorted)
    const ms = await waitUntil(what, isSo, { limitMs: LIMIT_MS, seen: see })
    this.#report.figure(`${what}, both Alertmanagers know`, ms, 'ms')
  }

  #pings(): Promise<number[]> {
    const series = 'alertmanager_cluster_pings_seconds_count{peer="hearsay"}'
    return Promise.all([this.first.metric(series), this.second.metric(series)])
  }

  #suspicions(): number {
    return this.first.suspected.length + this.second.suspected.length
  }
}
