import { below, Rng } from '../../src/base/rng.ts'
import { RpcFrameReader } from '../../src/codec/libp2p/rpc-frames.ts'
import { decodeRpc } from '../../src/codec/libp2p/rpc-reader.ts'
import { sizeOfRpc } from '../../src/codec/libp2p/rpc-size.ts'
import { encodeRpc } from '../../src/codec/libp2p/rpc-writer.ts'
import { PacketCodec, type Sealer, StreamCodec, WireError, type WireOptions } from '../../src/codec/index.ts'
import { AddressBook, type Message, PACKET, type Packet } from '../../src/core/index.ts'
import { corpus, rpcCorpus } from './corpus.ts'
import { dangerInPacket } from './dangers.ts'
import { heapInUse } from '../support/heap.ts'
import { mended, mutant, pick } from './mutate.ts'

/** How much to try. */
export interface FuzzOptions {
  readonly packets: number
  readonly streams: number
  /** Messages of GossipSub, and streams of them. */
  readonly rpcs: number
  /** Of the random stream; the same seed tries the same inputs. */
  readonly seed: number
  /** Called now and then. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What came of it. */
export interface FuzzResult {
  readonly packets: number
  readonly streams: number
  readonly rpcs: number
  /** Inputs that decoded to a message. */
  readonly accepted: number
  /** Inputs that were refused, by the code of the error. */
  readonly refused: Readonly<Record<string, number>>
  /** What must be empty: inputs that did anything else than decode or throw a WireError, in hexadecimal. */
  readonly crashes: readonly { readonly hex: string; readonly error: string }[]
  /** Bytes in use before and after, array buffers included. Compare them only if the collector was run (`--expose-gc`). */
  readonly heapBefore: number
  readonly heapAfter: number
  /** The longest that one input took, in milliseconds (pauses of the machine included). */
  readonly maxMs: number
  /** All of it, in milliseconds. */
  readonly totalMs: number
}

/** Throws mutated recordings at the decoders. Everything must decode or throw a WireError, soon, and leave nothing behind. */
export function fuzzDecoders(options: FuzzOptions): FuzzResult {
  return new Fuzzer(options).run()
}

/** One input in so many is encoded again if it decodes, and must decode once more. */
const REENCODED = 16
const MOST_CRASHES = 20
const STEP = 10_000

class Fuzzer {
  readonly #options: FuzzOptions
  readonly #rng: Rng
  readonly #book = new AddressBook()
  readonly #packetCodecs: readonly PacketCodec[]
  readonly #streamCodecs: readonly StreamCodec[]
  readonly #refused = new Map<string, number>()
  readonly #crashes: { hex: string; error: string }[] = []
  #accepted = 0
  #maxMs = 0
  #done = 0

  constructor(options: FuzzOptions) {
    this.#options = options
    this.#rng = new Rng(options.seed)
    const kinds = this.#kinds()
    this.#packetCodecs = kinds.map((kind) => new PacketCodec(kind))
    this.#streamCodecs = kinds.map((kind) => new StreamCodec(kind))
  }

  run(): FuzzResult {
    const { packets, streams, rpcs } = this.#options
    const datagrams = [...corpus('udp'), ...this.#sealed('udp')]
    const exchanges = [...corpus('tcp'), ...this.#sealed('tcp')]
    const topics = rpcCorpus()
    for (let i = 0; i < 1000; i++) this.#try(datagrams, (bytes) => this.#packet(bytes)) // before the heap is measured
    this.#restartCounts()
    const heapBefore = heapInUse()
    const start = performance.now()
    for (let i = 0; i < packets; i++) this.#try(datagrams, (bytes) => this.#packet(mended(bytes)))
    for (let i = 0; i < streams; i++) this.#try(exchanges, (bytes) => this.#stream(bytes))
    for (let i = 0; i < rpcs; i++) this.#try(topics, (bytes) => this.#rpc(bytes))
    const totalMs = performance.now() - start
    const refused = Object.fromEntries([...this.#refused].sort(([a], [b]) => (a < b ? -1 : 1)))
    const heapAfter = heapInUse()
    const [accepted, crashes, maxMs] = [this.#accepted, this.#crashes, this.#maxMs]
    return { packets, streams, rpcs, accepted, refused, crashes, heapBefore, heapAfter, maxMs, totalMs }
  }

  /** Nodes of every sort: the packets of one are foreign to the others. */
  #kinds(): WireOptions[] {
    const base = { book: this.#book, bindPort: () => 7946 }
    return [
      base,
      base,
      { ...base, dialect: 'memberlist' },
      { ...base, label: 'prod' },
      { ...base, sealer: GLASS },
      { ...base, sealer: GLASS, label: 'prod', verifyIncoming: false },
    ]
  }

  #try(inputs: readonly Uint8Array[], feed: (bytes: Uint8Array) => boolean): void {
    const bytes = mutant(inputs, this.#rng)
    const start = performance.now()
    try {
      if (feed(bytes)) this.#accepted++
    } catch (error) {
      this.#note(bytes, error)
    }
    this.#maxMs = Math.max(this.#maxMs, performance.now() - start)
    this.#done++
    if (this.#done % STEP === 0) this.#options.onProgress?.(this.#done, this.#total)
  }

  get #total(): number {
    return this.#options.packets + this.#options.streams + this.#options.rpcs
  }

  /** Crashes stay: there must be none, whenever. */
  #restartCounts(): void {
    this.#refused.clear()
    this.#accepted = this.#done = this.#maxMs = 0
  }

  #note(bytes: Uint8Array, error: unknown): void {
    if (error instanceof WireError) this.#refused.set(error.code, (this.#refused.get(error.code) ?? 0) + 1)
    else if (this.#crashes.length < MOST_CRASHES) {
      this.#crashes.push({ hex: Buffer.from(bytes).toString('hex'), error: String(error) })
    }
  }

  #packet(bytes: Uint8Array): boolean {
    const codec = pick(this.#packetCodecs, this.#rng)
    const message = codec.decode(bytes)
    if (this.#done % REENCODED === 0) this.#encodeAgain(codec, message)
    return true
  }

  /** What we have accepted we may have to pass on: that must be possible, and readable. */
  #encodeAgain(codec: PacketCodec, message: Message): void {
    const parts = message.tag === PACKET ? (message as Packet).parts : [message]
    for (const part of parts) {
      const bytes = codec.encode(part)
      if (codec.sizeOf(part) < 1) throw new Error('a message of no bytes')
      const danger = dangerInPacket(opened(bytes))
      if (danger !== undefined) throw new Error(`encoded again it would crash a peer: ${danger}`)
      try {
        codec.decode(bytes)
      } catch (error) {
        throw new Error(`encoded again it cannot be read: ${String(error)}`, { cause: error })
      }
    }
  }

  /** Every second one is a stream of frames, which comes in pieces. */
  #rpc(bytes: Uint8Array): boolean {
    if ((this.#rng.next() & 1) === 0) return this.#rpcStream(bytes)
    const rpc = decodeRpc(bytes)
    const again = encodeRpc(rpc)
    if (again.length !== sizeOfRpc(rpc)) throw new Error(`${again.length} bytes, not ${sizeOfRpc(rpc)} as was said`)
    decodeRpc(again)
    return true
  }

  #rpcStream(bytes: Uint8Array): boolean {
    const reader = new RpcFrameReader()
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + below(() => this.#rng.next(), 100)
      reader.push(bytes.subarray(at, end))
      at = end
    }
    reader.end()
    return true
  }

  #stream(bytes: Uint8Array): boolean {
    const reader = pick(this.#streamCodecs, this.#rng).reader(this.#rng.next() & 1 ? 'dialler' : 'acceptor')
    const draw = (): number => this.#rng.next()
    const piece = pick([1, 7, 100, 1400, 65536], this.#rng)
    let isComplete = false
    for (let at = 0; at < bytes.length && !isComplete; ) {
      const length = 1 + below(draw, piece)
      isComplete = reader.push(bytes.subarray(at, at + length)) !== undefined
      at += length
    }
    reader.end()
    return isComplete
  }

  /** Boxes of the glass sealer, with a label and without, so that mutations reach what is inside. */
  #sealed(channel: 'udp' | 'tcp'): Uint8Array[] {
    const label = Uint8Array.of(0xf4, 4, ...Buffer.from('prod'))
    return corpus(channel).flatMap((plain, i) => {
      if (i % 3 !== 0) return []
      const box = GLASS.seal(plain, new Uint8Array(0))
      const header = new DataView(new ArrayBuffer(5))
      header.setUint8(0, 10)
      header.setUint32(1, box.length)
      const framed = channel === 'udp' ? box : Buffer.concat([new Uint8Array(header.buffer), box])
      return [framed, Uint8Array.from(Buffer.concat([label, framed])), Uint8Array.from(Buffer.concat([label, plain]))]
    })
  }
}

/** Looks like encryption from outside, and is none: a real box would stop every mutation at the tag. */
const GLASS: Sealer = {
  overhead: 29,
  seal: (plain) => Uint8Array.from(Buffer.concat([Uint8Array.of(1), new Uint8Array(12), plain, new Uint8Array(16)])),
  open: (box) => (box.length < 29 || (box[0] as number) > 1 ? undefined : box.subarray(13, box.length - 16)),
}

/** What is behind label and glass. */
function opened(bytes: Uint8Array): Uint8Array {
  const body = bytes[0] === 0xf4 ? bytes.subarray(2 + (bytes[1] as number)) : bytes
  const isBox = body[0] === 1 && body.subarray(1, 13).every((byte) => byte === 0)
  return (isBox ? GLASS.open(body, new Uint8Array(0)) : body) ?? new Uint8Array(0)
}
