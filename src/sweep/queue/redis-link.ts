import type { Redis } from 'ioredis'
import { SweepError } from '../plan/sweep-error.ts'

/** Redis does not answer, or not any more. */
export class QueueUnreachableError extends Error {
  readonly code = 'ERR_QUEUE_UNREACHABLE'
  override readonly name = 'QueueUnreachableError'
}

/** A connection that broke is tried again so often, with growing pauses: about six seconds in all. */
const MOST_RETRIES = 10
const MOST_PAUSE_MS = 1000
const OPTIONS = {
  maxRetriesPerRequest: null, // BullMQ waits in its commands, and demands it
  connectTimeout: 5000,
  lazyConnect: true,
  retryStrategy: (times: number) => (times > MOST_RETRIES ? null : Math.min(times * 100, MOST_PAUSE_MS)),
}

/** Connections to one Redis, which stand and fall together. */
export class RedisLink {
  /** "host:port", for messages: the address may hold a password. */
  readonly place: string
  /** Rejects when a connection broke and could not be had again; never resolves. */
  readonly lost: Promise<never>
  readonly #make: () => Redis
  readonly #connections: Redis[] = []
  #onLost: (error: Error) => void = () => {}
  #isClosed = false

  private constructor(url: string, make: () => Redis) {
    const { hostname, port } = parseUrl(url)
    this.place = `${hostname}:${port || '6379'}`
    this.#make = make
    this.lost = new Promise((_resolve, reject) => (this.#onLost = reject))
    this.lost.catch(() => {}) // whoever waits for something is told
  }

  /**
   * @param url redis://HOST:PORT or rediss://HOST:PORT
   * @throws SweepError for another url, or without ioredis; QueueUnreachableError if nobody answers
   */
  static async open(url: string): Promise<RedisLink> {
    parseUrl(url)
    const { Redis: RedisClient } = await load(() => import('ioredis'))
    const link = new RedisLink(url, () => new RedisClient(url, OPTIONS))
    await link.#tryOut()
    return link
  }

  /** A new connection. */
  connect(): Redis {
    const connection = this.#make()
    connection.on('end', () => this.lose())
    // BullMQ copies a connection where it needs another one that waits
    const duplicate = connection.duplicate.bind(connection)
    connection.duplicate = (override) => this.#keep(duplicate(override))
    return this.#keep(connection)
  }

  #keep(connection: Redis): Redis {
    connection.on('error', () => {}) // what matters is whether it comes back
    this.#connections.push(connection)
    return connection
  }

  /** Gives up on it. */
  lose(): void {
    if (this.#isClosed) return
    this.#onLost(new QueueUnreachableError(`Redis on ${this.place} does not answer any more`))
  }

  /** Ends every connection. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections) connection.disconnect()
  }

  async #tryOut(): Promise<void> {
    const connection = this.connect()
    let why = ''
    connection.on('error', (error: Error) => (why = error.message))
    try {
      await connection.connect()
      await connection.ping()
    } catch (error) {
      this.close()
      const reason = why || (error as Error).message
      throw new QueueUnreachableError(`no Redis answers on ${this.place}: ${reason}`, { cause: error })
    }
  }
}

/** Loads an optional package. @throws SweepError that says how to get it */
export async function load<T>(from: () => Promise<T>): Promise<T> {
  try {
    return await from()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new SweepError('--queue', 'needs two more packages: npm install bullmq ioredis', { cause: error })
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '') return url
  throw new SweepError('--queue', 'must be redis://HOST:PORT, or rediss://HOST:PORT for TLS')
}
