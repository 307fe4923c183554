import { drawn, shuffle } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { planMesh } from './mesh-plan.ts'
import type { Graft, IHave, MessageId, Prune, Subscription } from './messages.ts'
import type { Mesh, Router } from './router.ts'

/** What one peer is to be told at the end of a heartbeat, in one message. */
interface Letter {
  readonly subscriptions: Subscription[]
  readonly graft: Graft[]
  readonly prune: Prune[]
  readonly ihave: IHave[]
}

/** What GossipSub does once a second: meshes are kept within bounds, others are told what they could have. */
export class Heartbeat {
  readonly #router: Router
  #letters = new Map<PeerId, Letter>()

  constructor(router: Router) {
    this.#router = router
  }

  beat(): void {
    const router = this.#router
    const now = router.env.now()
    router.tick++
    this.#punishBroken(now)
    this.#resetPeers()
    for (const mesh of router.meshes.values()) this.#keepMesh(mesh, now)
    for (const topic of router.fanouts.keys()) this.#keepFanout(topic, now)
    router.held.expire(now)
    router.seen.turn(now)
    this.#post()
    router.cache.shift()
  }

  #punishBroken(now: number): void {
    for (const [peer, times] of this.#router.promises.takeBroken(now)) {
      this.#router.counters.brokenPromises += times
      this.#router.penalize(peer, times)
    }
  }

  /** Counts begin anew; who must be told again is. */
  #resetPeers(): void {
    const { tick, peers, options } = this.#router
    for (const [id, peer] of peers) {
      peer.ihaves = peer.asked = peer.wanted = peer.dontWants = peer.unknownGrafts = 0
      for (const [unwanted, until] of peer.unwanted) if (until <= tick) peer.unwanted.delete(unwanted)
      const isDue = options.refreshTicks > 0 && (tick + id) % options.refreshTicks === 0
      if (peer.isStale || isDue) this.#refresh(id, peer.lostPrunes)
      for (const topic of peer.corrections) this.#letter(id).subscriptions.push({ isOn: false, topic })
      peer.corrections.clear()
      peer.lostPrunes.clear()
      peer.isStale = false
    }
  }

  /** Tells a peer what it should know already. */
  #refresh(peer: PeerId, lostPrunes: ReadonlySet<string>): void {
    const { meshes, options } = this.#router
    const letter = this.#letter(peer)
    for (const { topic, peers } of meshes.values()) {
      letter.subscriptions.push({ isOn: true, topic })
      if (peers.has(peer)) letter.graft.push({ topic })
    }
    for (const topic of lostPrunes) {
      if (meshes.get(topic)?.peers.has(peer) === true) continue
      letter.prune.push({ topic, peers: [], backoffS: Math.ceil(options.pruneBackoffMs / 1000) })
    }
  }

  #keepMesh(mesh: Mesh, now: number): void {
    const router = this.#router
    const { options, thresholds } = router
    mesh.backoffs.expire(now - options.heartbeatMs)
    mesh.links.forgetTold()
    const isTime = router.tick % options.opportunisticTicks === 0
    const plan = planMesh(
      {
        peers: mesh.peers,
        candidates: () => router.candidates(mesh),
        scoreOf: router.scoreOf,
        isOutbound: router.sources.isOutbound,
        opportunity: isTime ? { threshold: thresholds.opportunisticThreshold } : undefined,
      },
      options,
      router.random,
    )
    for (const peer of plan.expel) this.#prune(mesh, peer, false)
    for (const peer of plan.prune) this.#prune(mesh, peer, true)
    for (const peer of plan.graft) this.#graft(mesh, peer)
    this.#gossip(mesh.topic, mesh.peers)
  }

  #graft(mesh: Mesh, peer: PeerId): void {
    this.#router.graft(mesh, peer)
    this.#router.counters.grafts++
    this.#letter(peer).graft.push({ topic: mesh.topic })
  }

  #prune(mesh: Mesh, peer: PeerId, mayNamePeers: boolean): void {
    const { pruneBackoffMs } = this.#router.options
    this.#router.prune(mesh, peer, pruneBackoffMs)
    this.#router.counters.prunes++
    this.#letter(peer).prune.push(this.#router.pruneOf(mesh.topic, peer, pruneBackoffMs, mayNamePeers))
  }

  /** Peers of a topic that is only published to: those that are good, up to D, until nobody has published for long. */
  #keepFanout(topic: string, now: number): void {
    const { fanouts, options, peers, thresholds, scoreOf, random } = this.#router
    const fanout = fanouts.get(topic)
    if (fanout === undefined) return
    if (now - fanout.publishedAt >= options.fanoutTtlMs) {
      fanouts.delete(topic)
      return
    }
    const isGood = (peer: PeerId): boolean => scoreOf(peer) >= thresholds.publishThreshold
    const wanting = peers.of(topic)
    for (const peer of fanout.peers) if (!wanting.has(peer) || !isGood(peer)) fanout.peers.delete(peer)
    if (fanout.peers.size < options.d) {
      const others = [...wanting].filter((peer) => !fanout.peers.has(peer) && isGood(peer))
      for (const peer of drawn(others, options.d - fanout.peers.size, random)) fanout.peers.add(peer)
    }
    this.#gossip(topic, fanout.peers)
  }

  /** Tells some peers outside of the mesh what can be had: D_lazy, or the gossip factor's share of them. */
  #gossip(topic: string, not: ReadonlySet<PeerId>): void {
    const { cache, peers, options, thresholds, scoreOf, random, counters } = this.#router
    const ids = cache.idsOf(topic)
    if (ids.length === 0) return
    const others = [...peers.of(topic)].filter((peer) => !not.has(peer) && scoreOf(peer) >= thresholds.gossipThreshold)
    const count = Math.max(options.dLazy, Math.floor(options.gossipFactor * others.length))
    for (const peer of drawn(others, count, random)) {
      counters.ihaves++
      this.#letter(peer).ihave.push({ topic, ids: this.#someOf(ids) })
    }
  }

  /** As many as one may announce; each peer is told others. */
  #someOf(ids: readonly MessageId[]): readonly MessageId[] {
    const { options, random } = this.#router
    if (ids.length <= options.mostIHaveIds) return ids
    const mixed = [...ids]
    shuffle(mixed, random)
    return mixed.slice(0, options.mostIHaveIds)
  }

  #letter(peer: PeerId): Letter {
    const known = this.#letters.get(peer)
    if (known !== undefined) return known
    const letter: Letter = { subscriptions: [], graft: [], prune: [], ihave: [] }
    this.#letters.set(peer, letter)
    return letter
  }

  #post(): void {
    const letters = this.#letters
    this.#letters = new Map()
    for (const [peer, { subscriptions, graft, prune, ihave }] of letters) {
      const control = {
        ...(ihave.length > 0 && { ihave }),
        ...(graft.length > 0 && { graft }),
        ...(prune.length > 0 && { prune }),
      }
      const hasControl = Object.keys(control).length > 0
      if (!hasControl && subscriptions.length === 0) continue
      this.#router.send(peer, {
        tag: PUBSUB_TAGS.rpc,
        ...(subscriptions.length > 0 && { subscriptions }),
        ...(hasControl && { control }),
      })
    }
  }
}
