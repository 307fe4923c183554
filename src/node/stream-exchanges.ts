import { connect, createServer, type Server, type Socket } from 'node:net'
import type { StreamCodec, StreamReader } from '../codec/index.ts'
import { WireError } from '../codec/index.ts'
import { parseIp } from '../base/ip.ts'
import type { AddressBook } from '../core/address-book.ts'
import type { PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import type { Refusal, StreamAck, StreamPing } from '../membership/swim/messages.ts'
import { LINK_BYTE } from './packet-link.ts'
import { MAX_LINKS } from './packet-links.ts'

/** memberlist's bound on exchanges that others begin with us. */
const MAX_INBOUND = 128
/** Beyond, connections are refused before we see them: what we may hold, and those that we are about to refuse. */
const MAX_CONNECTIONS = MAX_LINKS + 2 * MAX_INBOUND
/** A refused stream is read on for this long, so that our refusal is not lost to a connection reset. */
const LINGER_MS = 200

/** What the streams of a node tell it. */
export interface StreamListener {
  onStreamMessage(from: PeerId, message: Message): void
  /** @param refused whether the host said that nobody listens there */
  onUndeliverable(to: PeerId, message: Message, reason: string, refused: boolean): void
  /** Input that could not be read. */
  onBadStream(error: WireError, host: string): void
  /** Somebody has opened a link; the connection is the listener's from here on. */
  onLink(socket: Socket, ip: Uint8Array, first: Uint8Array): void
}

/** Settings of the stream side. */
export interface StreamOptions {
  readonly book: AddressBook
  readonly codec: StreamCodec
  readonly timeoutMs: number
  readonly listener: StreamListener
}

/**
 * The stream side of a node: one exchange a connection. Who dials sends a message and reads the answer; who accepts
 * reads a message, answers on the same connection and closes it.
 */
export class StreamExchanges {
  readonly #options: StreamOptions
  readonly #server: Server
  /** Connections whose message has been read and whose answer may follow, by the peer at their other end. */
  readonly #awaitingUs = new Map<PeerId, Socket>()
  readonly #sockets = new Set<Socket>()
  #inbound = 0
  #isClosed = false
  opened = 0
  accepted = 0
  /** Connections that came when there were too many. */
  refused = 0
  bytesSent = 0
  bytesReceived = 0

  constructor(options: StreamOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket))
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#server.on('drop', () => this.refused++)
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port, exclusive: true }, () => {
        this.#server.off('error', reject)
        this.#server.on('error', () => {}) // a connection that could not be accepted is the dialler's to retry
        resolve()
      })
    })
  }

  /** Answers a peer that waits for us, or begins an exchange. */
  send(to: PeerId, message: Message): void {
    const waiting = this.#awaitingUs.get(to)
    if (waiting === undefined) this.#dial(to, message)
    else this.#answer(waiting, message)
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #dial(to: PeerId, message: Message): void {
    const { book, codec, listener } = this.#options
    const { port } = book.addressOf(to)
    const reader = codec.reader('dialler')
    const socket = connect({ host: book.hostOf(to), port })
    let isDone = false
    const finish = (reason?: string, refused = false): void => {
      if (isDone) return
      isDone = true
      socket.destroy()
      if (reason !== undefined && !this.#isClosed) listener.onUndeliverable(to, message, reason, refused)
    }
    this.opened++
    this.#keep(socket)
    book.pin(to) // else the id could be handed on before the outcome is told
    socket.once('close', () => book.unpin(to))
    socket.setNoDelay(true)
    this.#limit(socket, finish)
    socket.once('connect', () => this.#write(socket, codec.encode(message, 'dialler')))
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.message, error.code === 'ECONNREFUSED'))
    socket.on('close', () => finish('the connection was closed without an answer'))
    socket.on('data', (chunk) => {
      const answer = this.#read(reader, chunk, book.hostOf(to))
      if (answer === undefined) return
      const fault = answer === 'bad' ? 'the answer could not be read' : faultOf(message, answer)
      finish(fault)
      if (fault === undefined && answer !== 'bad') listener.onStreamMessage(to, answer)
    })
  }

  /** Who answers may pause for the time-out, and may take twice as long in all. */
  #limit(socket: Socket, giveUp: (reason: string) => void): void {
    const { timeoutMs } = this.#options
    socket.setTimeout(timeoutMs, () => giveUp(`no answer within ${timeoutMs} ms`))
    const end = setTimeout(() => giveUp(`no whole answer within ${2 * timeoutMs} ms`), 2 * timeoutMs)
    socket.once('close', () => clearTimeout(end))
  }

  #accept(socket: Socket): void {
    const ip = parseIp((socket.remoteAddress ?? '').split('%')[0] as string)
    const isOneTooMany = this.#inbound >= MAX_INBOUND
    if (ip === undefined || isOneTooMany) {
      if (isOneTooMany) this.refused++
      socket.destroy()
      return
    }
    const { book, codec, timeoutMs } = this.#options
    const from = book.intern(ip, socket.remotePort ?? 0)
    const reader = codec.reader('acceptor')
    this.accepted++
    this.#inbound++
    book.pin(from)
    this.#keep(socket)
    socket.setNoDelay(true)
    socket.setTimeout(timeoutMs, () => socket.destroy())
    const giveUp = setTimeout(() => socket.destroy(), 2 * timeoutMs) // whatever dribbles in
    const release = (): void => {
      clearTimeout(giveUp)
      this.#inbound--
      this.#awaitingUs.delete(from)
      book.unpin(from)
    }
    socket.on('error', () => socket.destroy())
    socket.once('close', release)
    socket.once('data', (first: Buffer) => {
      if (first[0] === LINK_BYTE) {
        socket.off('close', release)
        release()
        socket.setTimeout(0)
        this.#options.listener.onLink(socket, ip, first)
        return
      }
      socket.on('data', (chunk) => this.#onInbound(socket, from, reader, chunk))
      socket.on('end', () => this.#onInboundEnd(socket, from, reader))
      this.#onInbound(socket, from, reader, first)
    })
    socket.once('end', () => {
      if (socket.bytesRead === 0) this.#onInboundEnd(socket, from, reader)
    })
  }

  #onInbound(socket: Socket, from: PeerId, reader: StreamReader, chunk: Uint8Array): void {
    if (!socket.writable || socket.writableEnded || this.#awaitingUs.has(from)) return
    const { book, listener } = this.#options
    const message = this.#read(reader, chunk, book.hostOf(from), socket)
    if (message === undefined || message === 'bad') return
    this.#awaitingUs.set(from, socket)
    listener.onStreamMessage(from, message)
    if (this.#awaitingUs.delete(from)) socket.end() // nobody had an answer
  }

  #onInboundEnd(socket: Socket, from: PeerId, reader: StreamReader): void {
    const { book, listener } = this.#options
    if (!socket.writableEnded && !this.#awaitingUs.has(from)) {
      try {
        reader.end()
      } catch (error) {
        if (error instanceof WireError) listener.onBadStream(error, book.hostOf(from))
        else throw error
      }
    }
    socket.end()
  }

  #answer(socket: Socket, message: Message): void {
    for (const [peer, waiting] of this.#awaitingUs) if (waiting === socket) this.#awaitingUs.delete(peer)
    this.#end(socket, this.#options.codec.encode(message, 'acceptor'))
  }

  /** @returns a message, nothing yet, or that there will be none */
  #read(reader: StreamReader, chunk: Uint8Array, host: string, refuseOn?: Socket): Message | undefined | 'bad' {
    this.bytesReceived += chunk.length
    try {
      return reader.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)) // no Buffer: its slice shares
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#options.listener.onBadStream(error, host)
      if (refuseOn !== undefined) this.#refuse(refuseOn, error)
      return 'bad'
    }
  }

  /** Only what concerns encryption is answered, as memberlist does; everything else is closed without a word. */
  #refuse(socket: Socket, error: WireError): void {
    const reason = REFUSALS[error.code]
    if (reason === undefined) {
      socket.destroy()
      return
    }
    const refusal: Refusal = { tag: SWIM_TAGS.refusal, reason }
    this.#end(socket, this.#options.codec.encode(refusal, 'acceptor'))
  }

  #end(socket: Socket, bytes: Uint8Array): void {
    this.bytesSent += bytes.length
    socket.end(bytes)
    socket.setTimeout(LINGER_MS, () => socket.destroy())
  }

  #write(socket: Socket, bytes: Uint8Array): void {
    this.bytesSent += bytes.length
    socket.write(bytes)
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

/**
 * What is wrong with an answer: whoever asked must get one that ends its waiting, or hear that there is none. Why an
 * exchange of tables is refused is for who asked; of a ping a refusal says only that it is not answered.
 */
function faultOf(question: Message, answer: Message): string | undefined {
  if (question.tag === SWIM_TAGS.pushPull) {
    const fits = answer.tag === SWIM_TAGS.pushPullReply || answer.tag === SWIM_TAGS.refusal
    return fits ? undefined : 'the answer is no member table'
  }
  if (answer.tag === SWIM_TAGS.refusal) return `refused: ${(answer as Refusal).reason}`
  const fits =
    answer.tag === SWIM_TAGS.streamAck && (answer as StreamAck).sequence === (question as StreamPing).sequence
  return fits ? undefined : 'the answer is no ack of the ping'
}

/** memberlist's own words, so that operators find them in what is written about it. */
const REFUSALS: Readonly<Record<string, string>> = {
  ERR_NOT_ENCRYPTED: 'Encryption is configured but remote state is not encrypted',
  ERR_ENCRYPTED: 'Remote state is encrypted and encryption is not configured',
  ERR_WRONG_KEY: 'No installed keys could decrypt the message',
}
