import { lookup } from 'node:dns/promises'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { isNative, PacketCodec, type Sealer, StreamCodec, WireError, type WireOptions } from '../codec/index.ts'
import { formatIp, parseIp } from '../base/ip.ts'
import { Rng } from '../base/rng.ts'
import { AddressBook } from '../core/address-book.ts'
import type { Channel, Env, PeerId, TimerId } from '../core/env.ts'
import type { Event, LagEvent, LinkEvent, UndeliverableEvent } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { Message } from '../core/message.ts'
import type { Plane } from '../core/ports.ts'
import type { HostPort } from './address.ts'
import type { Transport } from './api.ts'
import { DropLog } from './drop-log.ts'
import { HearsayError } from './errors.ts'
import { FactQueue } from './fact-queue.ts'
import { PacketLinks } from './packet-links.ts'
import type { Runtime, RuntimeListener, Traffic } from './runtime.ts'
import { StreamExchanges, type StreamListener } from './stream-exchanges.ts'
import { UdpSocket } from './udp-socket.ts'
import { LONGEST_DELAY_MS, WheelDriver } from './wheel-driver.ts'

/** What a real runtime needs to know. */
export interface SocketRuntimeOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly bind: HostPort
  /** What others are told; its port 0 means the bound one. */
  readonly advertise: HostPort
  readonly sealer?: Sealer | undefined
  readonly label?: string | undefined
  readonly dialect: 'serf' | 'memberlist'
  readonly compress: boolean
  readonly streamTimeoutMs: number
  readonly transport: Transport
  /** @internal for tests that cut a network in two: whether a packet passes now */
  readonly gate?: Gate | undefined
}

/** @internal asked for each packet from, and each packet or stream to, "host:port" */
export type Gate = (address: string, direction: 'in' | 'out', plane: Plane) => boolean

/** With port 0 the system picks a free datagram port; that the same stream port is free too may take a few tries. */
const BIND_TRIES = 16

/** A node's life on real sockets: UDP and TCP on one port, one timer of the operating system. */
export class SocketRuntime implements Runtime, Env, StreamListener {
  readonly book: AddressBook
  readonly self: PeerId
  readonly packetBudget: number
  /** None where everything goes over streams. */
  readonly #udp: UdpSocket | undefined
  readonly #links: PacketLinks
  readonly #streams: StreamExchanges
  readonly #packets: PacketCodec
  readonly #driver: WheelDriver
  readonly #drops: DropLog
  readonly #gate: Gate | undefined
  readonly #streamTimeoutMs: number
  readonly #rng = new Rng(randomBytes(6).readUIntBE(0, 6))
  readonly #facts = new FactQueue()
  #stack: Layer | undefined
  #listener: RuntimeListener | undefined
  #isClosed = false
  #packetsSent = 0
  #packetsReceived = 0
  #bytesSent = 0
  #bytesReceived = 0
  #linkPacketsSent = 0
  #linkPacketsReceived = 0
  #lastSent: { readonly message: Message; readonly bytes: Uint8Array } | undefined
  /** Whose packet, come over a link, is being handled: it is answered over the link. */
  #answering: PeerId | undefined

  private constructor(options: SocketRuntimeOptions, book: AddressBook, udp: UdpSocket | undefined, port: number) {
    const wire: WireOptions = {
      book,
      bindPort: () => port,
      dialect: options.dialect,
      compress: options.compress,
      ...(options.label === undefined ? {} : { label: options.label }),
      ...(options.sealer === undefined ? {} : { sealer: options.sealer }),
    }
    this.book = book
    this.#gate = options.gate
    this.#streamTimeoutMs = options.streamTimeoutMs
    this.#udp = udp
    this.self = internSelf(book, options.advertise, port)
    this.#packets = new PacketCodec(wire)
    this.packetBudget = this.#packets.packetBudget
    this.#streams = new StreamExchanges({
      book,
      codec: new StreamCodec(wire),
      timeoutMs: options.streamTimeoutMs,
      listener: this,
    })
    this.#links = new PacketLinks({
      book,
      self: this.self,
      timeoutMs: options.streamTimeoutMs,
      onPacket: (bytes, from, trust) => this.#onLinkPacket(bytes, from, trust),
      onRefused: (to, message) => this.#onNoLink(to, message),
      onFailed: (to, message, reason, refused) => this.onUndeliverable(to, message, reason, refused),
      onBadLink: (reason, ip) => this.#drops.drop('ERR_BAD_LINK', `a link was closed: ${reason}`, formatIp(ip)),
      onLink: (peer, isOpen) => this.#onPeersLink(peer, isOpen),
    })
    this.#driver = new WheelDriver({
      onTimer: (kind, key) => this.#stack?.onTimer(kind, key),
      onLag: (ms) => this.#stack?.onEvent({ type: 'lag', ms } as LagEvent),
      afterTimers: () => this.#tellFacts(),
    })
    this.#drops = new DropLog((warning) => this.#listener?.onWarning(warning))
  }

  /**
   * Binds both sockets.
   * @throws HearsayError ERR_PORT_IN_USE, ERR_BAD_ADDRESS
   */
  static async open(options: SocketRuntimeOptions): Promise<SocketRuntime> {
    for (let tries = options.bind.port === 0 ? BIND_TRIES : 1; ; tries--) {
      const book = new AddressBook()
      const udp = new UdpSocket(book, options.bind.host.includes(':'))
      try {
        const port = await udp.bind(options.bind.host, options.bind.port)
        if (options.transport === 'tcp') await udp.close() // it has found the port
        const runtime = new SocketRuntime(options, book, options.transport === 'tcp' ? undefined : udp, port)
        await runtime.#listen(options.bind.host, port)
        return runtime
      } catch (error) {
        await udp.close().catch(() => {})
        if (tries <= 1 || codeOf(error) !== 'EADDRINUSE') throw bindError(error, options.bind)
      }
    }
  }

  async #listen(host: string, port: number): Promise<void> {
    try {
      await this.#streams.listen(host, port)
    } catch (error) {
      this.#links.close() // its timer would run on
      throw error
    }
  }

  get env(): Env {
    return this
  }

  start(stack: Layer, listener: RuntimeListener): void {
    this.#stack = stack
    this.#listener = listener
    this.book.pin(this.self)
    this.#udp?.onPacket((bytes, from) => this.#onDatagram(bytes, from))
    this.run(() => stack.start())
  }

  run<T>(action: () => T): T {
    const result = action()
    this.#tellFacts()
    return result
  }

  wallClock(): number {
    return Date.now()
  }

  later(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(action, Math.min(LONGEST_DELAY_MS, delayMs))
    return () => clearTimeout(timer)
  }

  async resolve(host: string, port: number): Promise<readonly PeerId[]> {
    const numeric = parseIp(host)
    if (numeric !== undefined) return [this.book.intern(numeric, port)]
    const found = await lookup(host, { all: true })
    const peers = found.map(({ address }) => this.book.internText(address, port))
    return peers.filter((peer) => peer !== undefined)
  }

  traffic(): Traffic {
    return {
      packetsSent: this.#packetsSent,
      packetsReceived: this.#packetsReceived,
      bytesSent: this.#bytesSent + this.#streams.bytesSent,
      bytesReceived: this.#bytesReceived + this.#streams.bytesReceived,
      streamsOpened: this.#streams.opened,
      streamsAccepted: this.#streams.accepted,
      streamsRefused: this.#streams.refused + this.#links.refused,
      linkPacketsSent: this.#linkPacketsSent,
      linkPacketsReceived: this.#linkPacketsReceived,
      dropped: this.#drops.counts,
      eventLoopLagMs: this.#driver.lagMs,
    }
  }

  drained(): Promise<void> {
    return this.#links.drained()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#driver.close()
    this.#links.close()
    await Promise.all([this.#udp?.close(), this.#streams.close()])
  }

  // Env, for the stack

  now(): number {
    return this.#driver.now()
  }

  random(): number {
    return this.#rng.next()
  }

  sizeOf(message: Message): number {
    return this.#packets.sizeOf(message)
  }

  send(to: PeerId, message: Message, channel: Channel): void {
    if (this.#isClosed) return
    if (channel === 'stream') this.#sendStream(to, message)
    else if (channel === 'link' || this.#udp === undefined || to === this.#answering) this.#sendOverLink(to, message)
    else if (this.#passes(to, 'out', 'datagram')) {
      const bytes = this.#packets.encode(message)
      this.#packetsSent++
      this.#bytesSent += bytes.length
      this.#udp.send(bytes, to)
    }
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#driver.setTimer(delayMs, kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#driver.clearTimer(timer)
  }

  emit(event: Event): void {
    this.#facts.add(event)
  }

  // StreamListener

  onStreamMessage(from: PeerId, message: Message): void {
    this.#driver.onInput()
    this.run(() => this.#stack?.onMessage(from, message))
  }

  onUndeliverable(to: PeerId, message: Message, reason: string, refused: boolean): void {
    this.#tellUndeliverable({ to, message, reason, refused })
  }

  onBadStream(error: WireError, host: string): void {
    this.#drops.drop(error.code, `a stream was dropped: ${error.message}`, host)
  }

  onLink(socket: Socket, ip: Uint8Array, first: Uint8Array): void {
    this.#links.accept(socket, ip, first)
  }

  #tellUndeliverable(facts: Omit<UndeliverableEvent, 'type'>): void {
    if (this.#isClosed) return
    const event: UndeliverableEvent = { type: 'undeliverable', ...facts }
    this.run(() => this.#stack?.onEvent(event))
  }

  #sendStream(to: PeerId, message: Message): void {
    if (this.#passes(to, 'out', 'stream')) this.#streams.send(to, message)
    else this.#loseStream(to, message)
  }

  #sendOverLink(to: PeerId, message: Message): void {
    if (!this.#passes(to, 'out', 'stream')) return this.#loseStream(to, message)
    const bytes = this.#encodeOnce(message)
    this.#packetsSent++
    this.#linkPacketsSent++
    this.#bytesSent += this.#links.send(to, bytes, message)
  }

  /** A message to many is sent to one after the other, and never changes. */
  #encodeOnce(message: Message): Uint8Array {
    if (this.#lastSent?.message !== message) this.#lastSent = { message, bytes: this.#packets.encode(message) }
    return this.#lastSent.bytes
  }

  #onNoLink(to: PeerId, message: Message): void {
    if (this.#isClosed) return
    if (this.#udp === undefined) {
      const advice = 'it does not run hearsay, or refused: with transport "tcp" every member must'
      this.#drops.drop('ERR_NO_LINK', `packets to it were dropped: ${advice}`, this.book.hostOf(to))
    }
    this.#tellUndeliverable({ to, message, reason: 'the peer knows no links', refused: false, knowsNoLinks: true })
  }

  #onLinkPacket(bytes: Uint8Array, from: PeerId, trust: (isForDatagrams: boolean) => void): void {
    if (this.#isClosed || !this.#passes(from, 'in', 'stream')) return
    this.#linkPacketsReceived++
    this.#answering = from
    this.#onPacket(bytes, from, (message) => trust(!isNative(message)))
    this.#answering = undefined
  }

  #onPeersLink(peer: PeerId, isOpen: boolean): void {
    this.#stack?.onEvent({ type: 'link', peer, isOpen } as LinkEvent)
  }

  #onDatagram(bytes: Uint8Array, from: PeerId): void {
    if (!this.#isClosed && this.#passes(from, 'in', 'datagram')) this.#onPacket(bytes, from)
  }

  #onPacket(bytes: Uint8Array, from: PeerId, onRead?: (message: Message) => void): void {
    this.#driver.onInput()
    this.#packetsReceived++
    this.#bytesReceived += bytes.length
    let message: Message
    try {
      message = this.#packets.decode(bytes)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#drops.drop(error.code, `a packet was dropped: ${error.message}`, this.book.hostOf(from))
      return
    }
    onRead?.(message)
    const { partError } = this.#packets
    if (partError !== undefined) this.#onBadPart(partError, from)
    this.#stack?.onMessage(from, message)
    this.#tellFacts()
  }

  #onBadPart(error: WireError, from: PeerId): void {
    this.#drops.drop(error.code, `a part of a packet was dropped: ${error.message}`, this.book.hostOf(from))
  }

  #passes(peer: PeerId, direction: 'in' | 'out', plane: Plane): boolean {
    return this.#gate === undefined || this.#gate(this.book.describe(peer), direction, plane)
  }

  /** Whoever dials across a cut hears nothing until the time-out. */
  #loseStream(to: PeerId, message: Message): void {
    this.later(this.#streamTimeoutMs, () => {
      if (!this.#isClosed) this.onUndeliverable(to, message, 'the network is cut', false)
    })
  }

  #tellFacts(): void {
    this.#facts.tell((fact) => this.#listener?.onEvent(fact))
  }
}

function internSelf(book: AddressBook, advertise: HostPort, boundPort: number): PeerId {
  const self = book.internText(advertise.host, advertise.port === 0 ? boundPort : advertise.port)
  if (self === undefined) {
    throw new HearsayError('ERR_BAD_ADDRESS', `advertise "${advertise.host}" is not a numeric IP address`)
  }
  return self
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}

function bindError(error: unknown, bind: HostPort): Error {
  const where = `${bind.host}:${bind.port}`
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    const advice = 'stop what listens there, or bind another port (0 takes a free one)'
    return new HearsayError('ERR_PORT_IN_USE', `${where} is in use: ${advice}`, { cause: error })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EINVAL' || code === 'ENOTFOUND') {
    return new HearsayError('ERR_BAD_ADDRESS', `${where} is not an address of this machine`, { cause: error })
  }
  if (code === 'EACCES') {
    const advice = 'ports below 1024 need privileges; bind another port'
    return new HearsayError('ERR_BAD_ADDRESS', `${where} is not allowed: ${advice}`, { cause: error })
  }
  return error instanceof Error ? error : new Error(String(error))
}
