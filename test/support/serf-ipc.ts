import { connect, type Socket } from 'node:net'
import { decodeMultiStream, encode } from '@msgpack/msgpack'

/** A member as Serf's agent tells it. */
export interface SerfIpcMember {
  readonly Name: string
  readonly Addr: Uint8Array
  readonly Port: number
  readonly Status: string
  readonly Tags: Readonly<Record<string, string>>
}

/** A record of an event stream, or an answer to a query. */
export interface SerfIpcRecord {
  readonly Event?: string
  readonly Type?: string
  readonly From?: string
  readonly Name?: string
  readonly Payload?: Uint8Array
  readonly LTime?: number
  readonly Members?: readonly SerfIpcMember[]
}

interface Header {
  readonly Seq: number
  readonly Error: string
}

interface Pending {
  readonly hasBody: boolean
  readonly resolve: (body: unknown) => void
  readonly reject: (error: Error) => void
}

const CLOSED = 'the connection to the agent is closed'

/** A client of a Serf agent's IPC port, for tests: enough to ask, fire and listen. */
export class SerfIpc {
  readonly #socket: Socket
  readonly #pending = new Map<number, Pending>()
  readonly #streams = new Map<number, (record: SerfIpcRecord) => void>()
  /** Resolves when nothing more can come. */
  readonly #closed: Promise<void>
  #seq = 0
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    this.#closed = this.#read()
  }

  /** Connects once. @throws Error if nobody listens */
  static async open(port: number): Promise<SerfIpc> {
    const socket = connect(port, '127.0.0.1')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('connect', resolve)
    })
    const ipc = new SerfIpc(socket)
    await ipc.call('handshake', { Version: 1 }, false)
    return ipc
  }

  async members(): Promise<readonly SerfIpcMember[]> {
    const body = (await this.call('members', undefined, true)) as { Members: readonly SerfIpcMember[] }
    return body.Members
  }

  async event(name: string, payload: Uint8Array): Promise<void> {
    await this.call('event', { Name: name, Payload: payload, Coalesce: false }, false)
  }

  async join(address: string): Promise<void> {
    await this.call('join', { Existing: [address], Replay: false }, true)
  }

  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    await this.call('tags', { Tags: tags, DeleteTags: [] }, false)
  }

  /** Leaves; the agent ends afterwards, perhaps before it has answered. */
  async leave(): Promise<void> {
    await this.call('leave', undefined, false).catch(() => {})
  }

  /** Asks every member, and answers who acknowledged until the deadline. */
  async query(name: string, payload: Uint8Array, timeoutMs: number, relayFactor = 0): Promise<string[]> {
    const acks: string[] = []
    const done = new Promise<void>((resolve) => {
      this.#streams.set(this.#seq + 1, ({ Type, From }) => {
        if (Type === 'ack' && From !== undefined) acks.push(From)
        else if (Type === 'done') resolve()
      })
    })
    const filters = { FilterNodes: [], FilterTags: {}, RequestAck: true, RelayFactor: relayFactor }
    await this.call('query', { ...filters, Timeout: timeoutMs * 1e6, Name: name, Payload: payload }, false)
    await Promise.race([done, this.#closed])
    return acks.sort()
  }

  /** Declares a failed member left. */
  async forceLeave(node: string): Promise<void> {
    await this.call('force-leave', { Node: node, Prune: false }, false)
  }

  /** The keys of all members that answer. */
  async listKeys(): Promise<{ readonly NumNodes: number; readonly NumResp: number; readonly NumErr: number }> {
    return (await this.call('list-keys', undefined, true)) as { NumNodes: number; NumResp: number; NumErr: number }
  }

  /** Listens to events of a type ("user", "*"…). */
  async stream(type: string, onRecord: (record: SerfIpcRecord) => void): Promise<void> {
    this.#streams.set(this.#seq + 1, onRecord)
    await this.call('stream', { Type: type }, false)
  }

  call(command: string, request: unknown, hasBody: boolean): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error(CLOSED))
    const seq = ++this.#seq
    return new Promise((resolve, reject) => {
      this.#pending.set(seq, { hasBody, resolve, reject })
      this.#socket.write(encode({ Command: command, Seq: seq }))
      if (request !== undefined) this.#socket.write(encode(request))
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  async #read(): Promise<void> {
    const objects = decodeMultiStream(this.#socket)
    try {
      for (;;) {
        const next = await objects.next()
        if (next.done === true) break
        const header = next.value as Header
        const pending = this.#pending.get(header.Seq)
        this.#pending.delete(header.Seq)
        if (pending === undefined) {
          this.#streams.get(header.Seq)?.((await objects.next()).value as SerfIpcRecord)
          continue
        }
        const body = pending.hasBody ? (await objects.next()).value : undefined
        if (header.Error === '') pending.resolve(body)
        else pending.reject(new Error(header.Error))
      }
    } catch {
      // the agent is gone
    }
    this.#isClosed = true // nobody would answer a later call
    for (const pending of this.#pending.values()) pending.reject(new Error(CLOSED))
  }
}
