import { connect, type Socket } from 'node:net'
import type { AddressBook } from '../core/address-book.ts'
import type { PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { PacketLink } from './packet-link.ts'

/** Links that others may have open with us. Our choice: a cluster without datagrams may have as many members. */
export const MAX_LINKS = 1024
/** Packets that wait for a link to open; more are lost, as datagrams would be. */
const MAX_QUEUED = 256
/** With more waiting for one peer, whoever publishes should pause, bytes. */
const HIGH_WATER_BYTES = 256 * 1024
/** A dialler closes a link that it has not used for so long, ms: perhaps datagrams pass again. */
const IDLE_MS = 60_000
/** A peer that knows no links is not dialled again for so long, ms. */
const REFUSED_MS = 60_000

/** What the links need of their runtime. */
export interface LinksOptions {
  readonly book: AddressBook
  /** Where this node is reached. */
  readonly self: PeerId
  readonly timeoutMs: number
  /**
   * @param trust to be called when the packet could be read: only then does the link lead to that peer. Whoever sends
   *   over it what belongs into datagrams wants to get such over it too
   */
  onPacket(bytes: Uint8Array, from: PeerId, trust: (isForDatagrams: boolean) => void): void
  /** The peer answers, and knows no links. */
  onRefused(to: PeerId, message: Message): void
  /** No link to the peer could be opened. @param refused whether its host answered that nobody listens */
  onFailed(to: PeerId, message: Message, reason: string, refused: boolean): void
  /** A connection that began like a link and is none, or is torn. */
  onBadLink(reason: string, ip: Uint8Array): void
  /** A peer wants its datagrams over its own link from now on, or that link is gone. */
  onLink(peer: PeerId, isOpen: boolean): void
}

interface Dialling {
  readonly queue: { readonly bytes: Uint8Array; readonly message: Message }[]
}

/** Why a connection did not come about. */
interface Failure {
  readonly reason: string
  readonly refused: boolean
}

/** The links of a node, by peer. */
export class PacketLinks {
  readonly #options: LinksOptions
  readonly #ready = new Map<PeerId, PacketLink>()
  readonly #dialling = new Map<PeerId, Dialling>()
  readonly #refusedAt = new Map<PeerId, number>()
  readonly #peers = new Map<PacketLink, PeerId>()
  readonly #accepted = new Set<PacketLink>()
  /** Accepted links over which a packet has come that could be read. */
  readonly #trusted = new Set<PacketLink>()
  /** Those of them over which datagrams are wanted. */
  readonly #wanted = new Set<PacketLink>()
  readonly #sweep: NodeJS.Timeout
  #isClosed = false
  /** Connections that were one link too many. */
  refused = 0

  constructor(options: LinksOptions) {
    this.#options = options
    this.#sweep = setInterval(() => this.#closeIdle(), IDLE_MS / 4).unref()
  }

  /** Sends over the link to a peer, which is opened if there is none. @returns bytes written now */
  send(to: PeerId, bytes: Uint8Array, message: Message): number {
    const link = this.#ready.get(to)
    if (link !== undefined) return link.send(bytes)
    if (performance.now() - (this.#refusedAt.get(to) ?? Number.NEGATIVE_INFINITY) < REFUSED_MS) {
      queueMicrotask(() => this.#options.onRefused(to, message)) // not while the stack is in a handler
      return 0
    }
    const dialling = this.#dialling.get(to) ?? this.#dial(to)
    if (dialling.queue.length < MAX_QUEUED) dialling.queue.push({ bytes, message })
    return 0
  }

  /** Takes over a connection whose first bytes are those of a link. */
  accept(socket: Socket, ip: Uint8Array, first: Uint8Array): void {
    if (this.#isClosed || this.#accepted.size >= MAX_LINKS) {
      this.refused++
      socket.destroy()
      return
    }
    const link: PacketLink = new PacketLink(socket, false, {
      onHello: (_link, port) => this.#name(link, this.#options.book.intern(ip, port)),
      onPacket: (_link, bytes) => this.#onPacket(link, bytes),
      onBad: (_link, reason) => this.#options.onBadLink(reason, ip),
      onClose: () => this.#onClose(link),
    })
    this.#accepted.add(link)
    // whoever opens a link has something to say; silent ones must not take the places of others
    const giveUp = setTimeout(() => {
      if (!this.#trusted.has(link)) link.close()
    }, this.#options.timeoutMs)
    socket.once('close', () => clearTimeout(giveUp))
    link.read(first)
  }

  /** Resolves when no link has so much waiting that more would soon be lost. */
  async drained(): Promise<void> {
    for (const link of this.#ready.values()) {
      if (link.waitingBytes > HIGH_WATER_BYTES) await new Promise<void>((resolve) => link.onceDrained(resolve))
    }
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#sweep)
    for (const link of [...this.#accepted, ...this.#peers.keys()]) link.close()
  }

  #dial(to: PeerId): Dialling {
    const { book, self, timeoutMs } = this.#options
    const dialling: Dialling = { queue: [] }
    const socket = connect({ host: book.hostOf(to), port: book.addressOf(to).port })
    const link: PacketLink = new PacketLink(socket, true, {
      onHello: () => {
        clearTimeout(giveUp)
        this.#onReady(link, to, dialling)
      },
      onPacket: (_link, bytes) => this.#onPacket(link, bytes),
      onBad: () => {}, // it has closed without our hello: it knows no links
      onClose: () => this.#onDialledClose(link, to, wasConnected ? undefined : failure, dialling),
    })
    let wasConnected = false
    const failure = { reason: `no connection within ${timeoutMs} ms`, refused: false }
    socket.once('error', (error: NodeJS.ErrnoException) => {
      Object.assign(failure, { reason: error.message, refused: error.code === 'ECONNREFUSED' })
    })
    this.#dialling.set(to, dialling)
    this.#name(link, to)
    const giveUp = setTimeout(() => link.close(), timeoutMs)
    socket.once('close', () => clearTimeout(giveUp))
    socket.once('connect', () => {
      wasConnected = true
      link.greet(book.addressOf(self).port)
    })
    return dialling
  }

  #onReady(link: PacketLink, to: PeerId, { queue }: Dialling): void {
    this.#dialling.delete(to)
    this.#ready.set(to, link)
    for (const { bytes } of queue.splice(0)) link.send(bytes)
  }

  #onDialledClose(link: PacketLink, to: PeerId, failure: Failure | undefined, dialling: Dialling): void {
    if (!link.isReady) {
      this.#dialling.delete(to)
      if (!this.#isClosed) this.#giveUp(to, failure, dialling.queue.splice(0))
    }
    this.#onClose(link)
  }

  /** Who takes the connection and closes it without a hello is a peer that knows no links. */
  #giveUp(to: PeerId, failure: Failure | undefined, queue: Dialling['queue']): void {
    if (failure === undefined) this.#refusedAt.set(to, performance.now())
    for (const { message } of queue) {
      if (failure === undefined) this.#options.onRefused(to, message)
      else this.#options.onFailed(to, message, failure.reason, failure.refused)
    }
  }

  #onPacket(link: PacketLink, bytes: Uint8Array): void {
    const peer = this.#peers.get(link)
    if (peer === undefined) return
    this.#options.onPacket(bytes, peer, (isForDatagrams) => {
      if (link.isDialled) return
      this.#trust(link, peer)
      if (isForDatagrams) this.#want(link, peer)
    })
  }

  /** The peer has opened the link itself. Of several such the newest is used: an older one may be dead. */
  #trust(link: PacketLink, peer: PeerId): void {
    if (this.#trusted.has(link)) return
    this.#trusted.add(link)
    if (this.#ready.get(peer)?.isDialled !== true) this.#ready.set(peer, link)
  }

  #want(link: PacketLink, peer: PeerId): void {
    if (this.#wanted.has(link)) return
    const isFirst = this.#oneOf(this.#wanted, peer) === undefined
    this.#wanted.add(link)
    if (isFirst) this.#options.onLink(peer, true)
  }

  #oneOf(links: ReadonlySet<PacketLink>, peer: PeerId): PacketLink | undefined {
    for (const link of links) if (this.#peers.get(link) === peer) return link
    return undefined
  }

  /** Ids of peers are handed on unless somebody holds them. */
  #name(link: PacketLink, peer: PeerId): void {
    this.#options.book.pin(peer)
    this.#peers.set(link, peer)
  }

  #onClose(link: PacketLink): void {
    const peer = this.#peers.get(link)
    this.#accepted.delete(link)
    if (peer === undefined) return
    this.#peers.delete(link)
    this.#trusted.delete(link)
    const wasWanted = this.#wanted.delete(link)
    const other = this.#oneOf(this.#trusted, peer)
    if (this.#ready.get(peer) === link) {
      if (other === undefined) this.#ready.delete(peer)
      else this.#ready.set(peer, other)
    }
    const isLast = wasWanted && this.#oneOf(this.#wanted, peer) === undefined
    if (isLast && !this.#isClosed) this.#options.onLink(peer, false)
    this.#options.book.unpin(peer)
  }

  #closeIdle(): void {
    const now = performance.now()
    for (const link of this.#ready.values()) if (link.isDialled && now - link.usedAt > IDLE_MS) link.close()
    for (const [peer, at] of this.#refusedAt) if (now - at > REFUSED_MS) this.#refusedAt.delete(peer)
  }
}
