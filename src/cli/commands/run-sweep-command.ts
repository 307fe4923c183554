import { extname, resolve } from 'node:path'
import { VERSION } from '../../agent/version.ts'
import {
  pointCount,
  QueueBackend,
  QueueUnreachableError,
  readSweepFile,
  runSweep,
  type RunSweepOptions,
  serveQueue,
  type Served,
  shardRange,
  SweepError,
  type SweepProgress,
} from '../../sweep/index.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'
import { ProgressLine } from '../output/progress-line.ts'
import { untilInterrupted } from '../until-interrupted.ts'

/** What `hearsay sweep run` is told. */
export interface SweepRunOptions {
  readonly out?: string
  readonly workers?: number
  readonly shard?: { readonly shard: number; readonly shards: number }
  readonly fresh?: boolean
  readonly queue?: string
  readonly name: string
  readonly json?: boolean
}

/** What `hearsay sweep worker` is told. */
export interface SweepWorkerOptions {
  readonly queue: string
  readonly name: string
  readonly workers?: number
  readonly idleSeconds?: number
  readonly json?: boolean
}

/** Runs a sweep file. @throws CliError */
export async function runSweepFile(file: string, options: SweepRunOptions): Promise<void> {
  const started = performance.now()
  const out = options.out ?? `${file.slice(0, file.length - extname(file).length)}.jsonl`
  const { progress, redone } = await told((signal) => measureAll(file, out, options, signal))
  const seconds = Number(((performance.now() - started) / 1000).toFixed(3))
  const output = new Output(outputMode(options.json === true))
  const complete = progress.done === progress.points
  if (options.json === true) output.json({ schema: 1, file: out, ...progress, complete, redone, seconds })
  else
    output.rows(
      ['RESULTS', 'POINTS', 'OF', 'SECONDS'],
      [[out, String(progress.done), String(progress.points), String(seconds)]],
    )
  if (!complete) throw new CliError(EXIT.partial, 'interrupted; the same command goes on where it stopped')
}

async function measureAll(
  file: string,
  out: string,
  options: SweepRunOptions,
  signal: AbortSignal,
): Promise<{ progress: SweepProgress; redone: number }> {
  if (options.queue !== undefined && options.workers !== undefined) {
    throw new SweepError('--workers', 'is for threads here; with --queue say it to "hearsay sweep worker"')
  }
  const plan = readSweepFile(file)
  const { shard = 1, shards = 1 } = options.shard ?? {}
  if (resolve(out) === resolve(file)) throw new SweepError('--out', 'would overwrite the sweep itself')
  using line = new ProgressLine()
  const place = { url: options.queue ?? '', name: options.name, software: VERSION }
  const backend = options.queue === undefined ? undefined : await QueueBackend.open(place)
  const run: RunSweepOptions = {
    resultFile: out,
    range: shardRange(pointCount(plan), shard, shards),
    fresh: options.fresh === true,
    signal,
    onProgress: (progress) => line.show(progress),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(backend === undefined ? {} : { backend }),
  }
  try {
    if (backend !== undefined) await warnIfUnserved(backend)
    return { progress: await runSweep(plan, run), redone: backend?.stalled ?? 0 }
  } finally {
    await backend?.close()
  }
}

async function warnIfUnserved(backend: QueueBackend): Promise<void> {
  if ((await backend.countWorkers()) !== 0) return
  process.stderr.write('hearsay: no worker serves this queue yet; start some with "hearsay sweep worker"\n')
}

/** Does the work of others until it is ended. @throws CliError */
export async function runSweepWorker(options: SweepWorkerOptions): Promise<void> {
  const output = new Output(outputMode(options.json === true))
  const isJson = options.json === true
  const served = await told((signal) =>
    serveQueue({
      url: options.queue,
      name: options.name,
      software: VERSION,
      signal,
      ...(options.workers === undefined ? {} : { threads: options.workers }),
      ...(options.idleSeconds === undefined ? {} : { idleMs: options.idleSeconds * 1000 }),
      onStep: (step) => {
        if (isJson) output.json({ schema: 1, ...step })
        else if (step.type === 'ready') process.stderr.write('hearsay: waiting for work\n')
      },
    }),
  )
  tellServed(output, served)
}

function tellServed(output: Output, served: Served): void {
  if (output.mode === 'json') output.json({ schema: 1, type: 'ended', ...served })
  else output.rows(['JOBS', 'POINTS'], [[String(served.jobs), String(served.points)]])
}

/** Ends in good order at a signal, and says what went wrong as the command line does. */
async function told<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await untilInterrupted(run)
  } catch (error) {
    if (error instanceof SweepError) throw new CliError(EXIT.usage, error.message, { cause: error })
    if (error instanceof QueueUnreachableError) throw new CliError(EXIT.unreachable, error.message, { cause: error })
    throw new CliError(EXIT.failed, error instanceof Error ? error.message : String(error), { cause: error })
  }
}
