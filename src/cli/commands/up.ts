import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import { visible } from '../../base/visible-text.ts'
import { PROFILES } from '../../membership/swim/options.ts'
import { onEndSignals } from '../end-signals.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'
import { countUpTo, timerMs, timerSeconds } from '../numbers.ts'
import { timeOfDay } from '../output/describe.ts'
import { terminalSize } from '../output/terminal-size.ts'
import { renderView } from '../up/live-view.ts'
import { LocalCluster } from '../up/local-cluster.ts'
import { RecentEvents } from '../up/recent-events.ts'
import { readKeys, Steering } from '../up/steering.ts'
import { describeLine } from '../up/up-line.ts'
import { Warden } from '../up/warden.ts'

interface UpOptions {
  readonly nodes: number
  readonly seconds?: number
  readonly profile: string
  readonly encrypt?: boolean
  readonly drill: boolean
  readonly json?: boolean
}

const MOST_NODES = 50
const REDRAW_MS = 200
const STATE_MS = 1000
/** A drill takes about this long in the lan profile, ms; with less time it is not begun. */
const DRILL_MS = 15_000

/** `hearsay up`. */
export function upCommand(): Command {
  const command = new Command('up')
    .description('runs a cluster of real agents on this machine and shows it as it lives')
    .option('--nodes <N>', 'how many agents', countUpTo(MOST_NODES), 5)
    .option('--seconds <S>', 'end after so many seconds', timerSeconds)
    .addOption(new Option('--profile <NAME>', 'timing').choices(Object.keys(PROFILES)).default('lan'))
    .option('--encrypt', 'with a random key')
    .option('--no-drill', 'without a terminal: do not kill and restart an agent to show what happens')
    .option('--json', 'one JSON object a line, for programs')
    .action(run)
  return examples(command, ['hearsay up', 'hearsay up --nodes 9 --encrypt', 'hearsay up --seconds 20 --json'])
}

async function run(options: UpOptions): Promise<void> {
  const end = new AbortController()
  const stop = (): void => end.abort()
  const stopListening = onEndSignals(stop)
  const limit = options.seconds === undefined ? undefined : setTimeout(stop, timerMs(options.seconds))
  const isLive = options.json !== true && process.stdout.isTTY && process.stdin.isTTY
  const cluster = new LocalCluster({ nodes: options.nodes, args: agentArguments(options) })
  try {
    await (isLive ? runLive(cluster, end) : runUnattended(cluster, options, end))
  } finally {
    clearTimeout(limit)
    await cluster[Symbol.asyncDispose]()
    stopListening()
  }
}

function agentArguments({ profile, encrypt }: UpOptions): string[] {
  const key = encrypt === true ? ['--key', randomBytes(32).toString('base64')] : []
  return ['--profile', profile, ...key]
}

/** In a terminal: a picture that keeps up, and keys. */
async function runLive(cluster: LocalCluster, end: AbortController): Promise<void> {
  const screen = createLogUpdate(process.stdout)
  const recent = new RecentEvents()
  const steering = new Steering(cluster, () => end.abort())
  const startedAt = performance.now()
  const draw = (): void => {
    const { rows: height, columns: width } = terminalSize(process.stdout)
    const elapsedMs = performance.now() - startedAt
    screen(renderView({ members: cluster.state(), chosen: steering.chosen, recent, elapsedMs, height, width }))
  }
  cluster.on('line', (line) => recent.add(line))
  const stopKeys = readKeys((key) => {
    steering.onKey(key)
    draw()
  })
  const redraw = setInterval(draw, REDRAW_MS)
  try {
    await startUnlessEnded(cluster, end.signal)
    await ended(end.signal)
  } finally {
    clearInterval(redraw)
    stopKeys()
    screen.done()
  }
}

/** Without a terminal: lines, and a drill, so that there is something to read. */
async function runUnattended(cluster: LocalCluster, options: UpOptions, end: AbortController): Promise<void> {
  const isJson = options.json === true
  cluster.on('line', (line) => {
    if (isJson) process.stdout.write(`${JSON.stringify(line)}\n`)
    else if (line.type !== 'state')
      process.stdout.write(`${pc.dim(timeOfDay(line.at))} ${visible(describeLine(line))}\n`)
  })
  const states = isJson ? setInterval(() => cluster.tellState(), STATE_MS) : undefined
  try {
    await startUnlessEnded(cluster, end.signal)
    const warden = new Warden(cluster, end.signal)
    const hasTime = options.seconds === undefined || options.seconds * 1000 >= DRILL_MS
    if (options.drill && hasTime && options.nodes > 1) await drill(warden, options, end.signal)
    await ended(end.signal)
  } finally {
    clearInterval(states)
  }
}

async function drill(warden: Warden, { seconds }: UpOptions, signal: AbortSignal): Promise<void> {
  try {
    await warden.drill()
  } catch (error) {
    if (!signal.aborted) throw error
    if (seconds !== undefined) throw new CliError(EXIT.failed, `the drill did not end within ${seconds} s`)
  }
}

/** @throws Error if an agent does not start, unless the end came first */
async function startUnlessEnded(cluster: LocalCluster, signal: AbortSignal): Promise<void> {
  const starting = cluster.start().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  await Promise.race([starting, ended(signal)])
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
