import type { PeerId } from '../../src/core/env.ts'
import type { TopicMessageEvent } from '../../src/core/ports.ts'
import { RecordingEnv, type RecordingOptions } from '../../src/core/recording-env.ts'
import { PUBSUB_TAGS } from '../../src/core/tags.ts'
import { GossipSub, type GossipSubConfig } from '../../src/dissemination/pubsub/gossip-sub.ts'
import { authored } from '../../src/dissemination/pubsub/message-policies.ts'
import type { Control, Rpc, TopicMessage } from '../../src/dissemination/pubsub/messages.ts'

/** A node 0 of GossipSub among neighbours 1, 2, 3…, with what it sends and tells as lists. */
export class PubSubNode {
  readonly env: RecordingEnv
  readonly layer: GossipSub

  constructor(neighbours: number, config: GossipSubConfig = {}, recording: RecordingOptions = {}) {
    this.env = new RecordingEnv(recording)
    const peers = Array.from({ length: neighbours }, (_, i) => (i + 1) as PeerId)
    const policy = authored(Uint8Array.of(0))
    this.layer = new GossipSub(this.env, { neighbours: peers, sample: () => [] }, { policy, ...config })
    this.layer.start()
  }

  /** Peers say what they want. */
  wantedBy(topic: string, ...peers: readonly number[]): void {
    for (const peer of peers) this.hear(peer, { subscriptions: [{ isOn: true, topic }] })
  }

  hear(from: number, rpc: Omit<Rpc, 'tag'>): void {
    this.layer.onMessage(from as PeerId, { tag: PUBSUB_TAGS.rpc, ...rpc })
  }

  control(from: number, control: Control): void {
    this.hear(from, { control })
  }

  /** Subscribes, and lets these peers into the mesh. */
  meshWith(topic: string, ...peers: readonly number[]): void {
    this.layer.subscribe(topic)
    this.wantedBy(topic, ...peers)
    for (const peer of peers) this.control(peer, { graft: [{ topic }] })
    this.sent()
  }

  advance(ms: number): void {
    this.env.advance(this.layer, ms)
  }

  /** What was sent since it was asked last. */
  sent(): (readonly [number, Omit<Rpc, 'tag'>])[] {
    return this.env.takeSent().map(({ to, message }) => {
      const { tag: _, ...rest } = message as Rpc
      return [to, rest] as const
    })
  }

  /** To whom messages have gone since it was asked last. */
  publishedTo(): number[] {
    return this.sent().flatMap(([to, { publish }]) => (publish ?? []).map(() => to))
  }

  /** One sort of control since it was asked last, with the peer. */
  controls<K extends keyof Control>(kind: K): (readonly [number, NonNullable<Control[K]>])[] {
    return this.sent().flatMap(([to, { control }]) => {
      const found = control?.[kind]
      return found === undefined ? [] : [[to, found] as const]
    })
  }

  /** The messages that were told, by their first byte. */
  told(): (number | undefined)[] {
    return this.env.takeEvents().map((event) => (event as TopicMessageEvent).data[0])
  }
}

/** A message of an author, by his number and what is in it. */
export function messageOf(
  author: number,
  number: number,
  topic = 't',
  data: Uint8Array = Uint8Array.of(number),
): TopicMessage {
  const seqno = new Uint8Array(8)
  seqno[7] = number
  return { topic, data, from: Uint8Array.of(author), seqno }
}

/** The id of {@link messageOf}, by the policy `authored`. */
export function idOf(author: number, number: number): string {
  return String.fromCharCode(author, 0, 0, 0, 0, 0, 0, 0, number)
}
