import type { Worker } from 'bullmq'
import type { Measured } from '../run/backend.ts'
import { ThreadPool } from '../run/thread-pool.ts'
import type { QueuePlace } from './queue-backend.ts'
import { queueName, readJob } from './queue-job.ts'
import { load, RedisLink } from './redis-link.ts'

/** How a worker works. */
export interface ServeOptions extends QueuePlace {
  /** Default one a core. */
  readonly threads?: number
  /** Ends the worker once the jobs that it has begun are done. */
  readonly signal: AbortSignal
  /** Ends the worker when it has had nothing to do for so long. */
  readonly idleMs?: number
  /** Told when it is ready, and of every job. */
  readonly onStep?: (step: WorkerStep) => void
}

/** What a worker does. */
export interface WorkerStep {
  readonly type: 'ready' | 'begun' | 'done' | 'failed'
  /** Points of the job. */
  readonly points: number
}

/** What a worker did. */
export interface Served {
  readonly jobs: number
  readonly points: number
}

/**
 * Of a worker that was killed nothing is heard, so its jobs are given to others when their locks have run out. Short
 * ones, that a kill is noticed within seconds; BullMQ's own are 30 s. Points are measured in threads, so nothing keeps
 * a living worker from renewing its locks.
 */
const LOCK_MS = 3000
const STALLED_CHECK_MS = 1000
/** A job that so many workers did not survive has something to do with it. */
const MOST_STALLS = 5
const WORKER_OPTIONS = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: MOST_STALLS,
  drainDelay: 1,
}
const IDLE_LOOK_MS = 100

/**
 * Measures what comes out of a queue, until it is told to end.
 * @throws QueueUnreachableError if Redis is gone; RangeError for a number of threads that cannot be; SweepError
 */
export async function serveQueue(options: ServeOptions): Promise<Served> {
  const inRedis = queueName(options.name)
  const bullmq = await load(() => import('bullmq'))
  const link = await RedisLink.open(options.url)
  try {
    return await withThreads(options.threads, async (pool) => {
      const desk = new Desk(options, pool)
      const connection = link.connect()
      const how = { ...WORKER_OPTIONS, connection, concurrency: pool.threads }
      const worker = new bullmq.Worker<unknown, Measured>(inRedis, ({ data }) => desk.do(data), how)
      await workUntilEnd(worker, desk, link, options)
      return desk.served
    })
  } finally {
    link.close()
  }
}

async function withThreads<T>(threads: number | undefined, run: (pool: ThreadPool) => Promise<T>): Promise<T> {
  const pool = new ThreadPool(threads)
  try {
    return await run(pool)
  } finally {
    await pool.close()
  }
}

async function workUntilEnd(worker: Worker, desk: Desk, link: RedisLink, { onStep }: ServeOptions): Promise<void> {
  worker.on('error', () => {}) // a broken connection is the link's business
  let isLost = true
  try {
    await Promise.race([worker.waitUntilReady(), link.lost])
    onStep?.({ type: 'ready', points: 0 })
    await Promise.race([desk.untilEnd(), link.lost])
    isLost = false
  } finally {
    desk.close()
    await close(worker, isLost)
  }
}

/** With Redis gone there is nobody to say goodbye to. */
async function close(worker: Worker, isLost: boolean): Promise<void> {
  if (isLost) void worker.close(true).catch(() => {})
  else await worker.close()
}

/** Where a worker does its jobs and counts them. */
class Desk {
  served: Served = { jobs: 0, points: 0 }
  readonly #options: ServeOptions
  readonly #pool: ThreadPool
  #open = 0
  #timer: NodeJS.Timeout | undefined
  #idleSince = performance.now()

  constructor(options: ServeOptions, pool: ThreadPool) {
    this.#options = options
    this.#pool = pool
  }

  async do(data: unknown): Promise<Measured> {
    this.#open++
    let count = 0
    try {
      const { task, points } = readJob(data, this.#options.software)
      count = points.length
      this.#options.onStep?.({ type: 'begun', points: count })
      const measured = await this.#pool.measure(task, points)
      this.served = { jobs: this.served.jobs + 1, points: this.served.points + count }
      this.#options.onStep?.({ type: 'done', points: count })
      return measured
    } catch (error) {
      this.#options.onStep?.({ type: 'failed', points: count })
      throw error
    } finally {
      this.#open--
      this.#idleSince = performance.now()
    }
  }

  /** Resolves when the signal is given, or nothing has come for too long. */
  untilEnd(): Promise<void> {
    const { signal, idleMs = Number.POSITIVE_INFINITY } = this.#options
    this.#idleSince = performance.now()
    return new Promise((resolve) => {
      const isIdle = (): boolean => this.#open === 0 && performance.now() - this.#idleSince >= idleMs
      this.#timer = setInterval(() => {
        if (signal.aborted || isIdle()) resolve()
      }, IDLE_LOOK_MS)
    })
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
