import { randomUUID } from 'node:crypto'
import type { JobsOptions, Queue, QueueEvents } from 'bullmq'
import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { Backend, Measured } from '../run/backend.ts'
import type { SweepTask } from '../tasks/task.ts'
import { type QueueJob, queueName, readMeasured } from './queue-job.ts'
import { load, RedisLink } from './redis-link.ts'

/** Where jobs go. */
export interface QueuePlace {
  /** redis://HOST:PORT */
  readonly url: string
  /** Of several queues on one Redis. */
  readonly name: string
  /** The version of hearsay; workers of another one refuse. */
  readonly software: string
}

/** A job costs about 0.2 ms in Redis and 1.5 ms on its way; a hundred times that makes it worthwhile. */
const BATCH_MS = 100
/** Jobs at once, before and after it is known how long a point takes. */
const FIRST_JOBS = 8
const MOST_JOBS = 1024
/** How often jobs that nothing was heard of are looked after, and how many of them, oldest first. */
const LOOK_MS = 1000
const MOST_LOOKS = 64
/** A look that takes longer means that Redis hangs. */
const LOOK_LIMIT_MS = 15_000
/** What nobody fetches is forgotten after so many jobs or seconds. */
const KEPT = { age: 3600, count: 10_000 }
const OPTIONS: JobsOptions = { attempts: 1, removeOnComplete: KEPT, removeOnFail: KEPT }

interface Asked {
  readonly job: QueueJob
  readonly since: number
  resolve(measured: Measured): void
  reject(error: Error): void
}

/**
 * Has points measured by the workers of a BullMQ queue. Every batch is answered once: whatever comes a second time is
 * not waited for any more, and what Redis has lost is asked again.
 */
export class QueueBackend implements Backend {
  readonly batchMs: number = BATCH_MS
  /** Jobs whose worker was lost, so that another one did them. */
  stalled = 0
  readonly #link: RedisLink
  readonly #queue: Queue
  readonly #events: QueueEvents
  readonly #software: string
  readonly #run = randomUUID()
  readonly #asked = new Map<string, Asked>()
  readonly #timer: NodeJS.Timeout
  #unsent: string[] = []
  #count = 0
  #hasMeasured = false
  #isLooking = false
  #lost: Error | undefined

  private constructor(link: RedisLink, queue: Queue, events: QueueEvents, software: string) {
    this.#link = link
    this.#queue = queue
    this.#events = events
    this.#software = software
    this.#timer = setInterval(() => void this.#lookAfter(), LOOK_MS)
    queue.on('error', () => {}) // a broken connection is the link's business
    events.on('error', () => {})
    events.on('completed', ({ jobId, returnvalue }) => this.#onAnswer(jobId, returnvalue))
    events.on('failed', ({ jobId, failedReason }) => this.#settle(jobId)?.reject(new Error(failedReason)))
    events.on('stalled', ({ jobId }) => (this.stalled += this.#asked.has(jobId) ? 1 : 0))
    link.lost.catch((error: Error) => this.#onLost(error))
  }

  /** @throws QueueUnreachableError, SweepError */
  static async open({ url, name, software }: QueuePlace): Promise<QueueBackend> {
    const inRedis = queueName(name)
    const bullmq = await load(() => import('bullmq'))
    const link = await RedisLink.open(url)
    const queue = new bullmq.Queue(inRedis, { connection: link.connect() })
    const events = new bullmq.QueueEvents(inRedis, { connection: link.connect() })
    const backend = new QueueBackend(link, queue, events, software)
    try {
      await Promise.race([Promise.all([queue.waitUntilReady(), events.waitUntilReady()]), link.lost])
    } catch (error) {
      await backend.close()
      throw error
    }
    return backend
  }

  get depth(): number {
    return this.#hasMeasured ? MOST_JOBS : FIRST_JOBS
  }

  measure(task: SweepTask, points: readonly SweepPoint[]): Promise<Measured> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    const id = `${this.#run}-${++this.#count}`
    const job = { software: this.#software, task: task.name, points }
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { job, since: performance.now(), resolve, reject })
      this.#send(id)
    })
  }

  /** How many workers serve the queue; undefined where Redis does not tell. */
  countWorkers(): Promise<number | undefined> {
    return Promise.race([this.#queue.getWorkersCount(), this.#link.lost]).catch(() => undefined)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.race([this.#withdraw(), pause(CLOSE_LIMIT_MS)])
    await Promise.race([Promise.allSettled([this.#events.close(), this.#queue.close()]), pause(CLOSE_LIMIT_MS)])
    this.#link.close()
  }

  /** What is asked in one turn is sent at once. */
  #send(id: string): void {
    this.#unsent.push(id)
    if (this.#unsent.length === 1) setImmediate(() => void this.#sendAll())
  }

  async #sendAll(): Promise<void> {
    const jobs = this.#unsent.flatMap((id) => {
      const asked = this.#asked.get(id)
      return asked === undefined ? [] : [{ name: 'points', data: asked.job, opts: { ...OPTIONS, jobId: id } }]
    })
    this.#unsent = []
    try {
      await this.#queue.addBulk(jobs)
    } catch (error) {
      for (const { opts } of jobs) this.#settle(opts.jobId)?.reject(error as Error)
    }
  }

  #onAnswer(id: string, value: unknown): void {
    const asked = this.#settle(id)
    try {
      asked?.resolve(readMeasured(typeof value === 'string' ? JSON.parse(value) : value))
      this.#hasMeasured = true
    } catch (error) {
      asked?.reject(error as Error)
    }
  }

  /** The one who waits for a job; from now on nobody does. */
  #settle(id: string): Asked | undefined {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    return asked
  }

  /** Events may be missed while a connection is broken; what was measured lies in Redis all the same. */
  async #lookAfter(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const limit = setTimeout(() => this.#link.lose(), LOOK_LIMIT_MS)
    try {
      const old = [...this.#asked].filter(([, { since }]) => performance.now() - since > LOOK_MS).slice(0, MOST_LOOKS)
      await Promise.all(old.map(([id]) => this.#lookAt(id)))
    } catch {
      // if Redis does not come back, the link says so
    } finally {
      clearTimeout(limit)
      this.#isLooking = false
    }
  }

  async #lookAt(id: string): Promise<void> {
    const job = await this.#queue.getJob(id)
    if (job === undefined) this.#send(id)
    else if (job.finishedOn === undefined) return
    else if (job.failedReason) this.#settle(id)?.reject(new Error(job.failedReason))
    else this.#onAnswer(id, job.returnvalue)
  }

  #onLost(error: Error): void {
    this.#lost = error
    for (const asked of this.#asked.values()) asked.reject(error)
    this.#asked.clear()
  }

  /** Takes back what nobody has begun. */
  async #withdraw(): Promise<void> {
    const ids = [...this.#asked.keys()]
    this.#asked.clear()
    await Promise.allSettled(ids.map((id) => this.#queue.remove(id)))
  }
}

/** Saying goodbye takes no longer, ms. */
const CLOSE_LIMIT_MS = 2000

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
