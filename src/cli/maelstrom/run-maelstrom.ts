import type { LagEvent } from '../../core/event.ts'
import {
  isWorkload,
  MaelstromServer,
  MOST_LINE_LENGTH,
  type NodeOptions,
  REFUSED,
  type WorkloadName,
  WORKLOADS,
} from '../../maelstrom/index.ts'
import { nearest } from '../../base/nearest.ts'
import { WheelDriver } from '../../node/wheel-driver.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { LineSplitter } from './line-splitter.ts'
import { StdioEnv } from './stdio-env.ts'

/**
 * Is one node of a test until standard input ends.
 * @throws CliError for a workload that is refused (6) or unknown (2)
 */
export async function runMaelstrom(workload: string, options: Partial<NodeOptions>): Promise<void> {
  await serve(offered(workload), options)
}

function offered(workload: string): WorkloadName {
  if (isWorkload(workload)) return workload
  const reason = Object.hasOwn(REFUSED, workload) ? REFUSED[workload] : undefined
  if (reason !== undefined) {
    throw new CliError(EXIT.refused, `the workload ${workload} is not for gossip: ${reason}`)
  }
  const names = Object.keys(WORKLOADS)
  const guess = nearest(workload, names)
  const hint = guess === undefined ? '' : `; did you mean "${guess}"?`
  throw new CliError(EXIT.usage, `there is no workload "${workload}"${hint} There are ${names.join(', ')}`)
}

async function serve(workload: WorkloadName, options: Partial<NodeOptions>): Promise<void> {
  const driver = new WheelDriver({
    onTimer: (kind, key) => server.onTimer(kind, key),
    onLag: (ms) => server.onEvent({ type: 'lag', ms } as LagEvent),
    afterTimers: () => {},
  })
  const server = new MaelstromServer(
    workload,
    {
      environment: (self, send) => new StdioEnv(self, driver, send),
      write: (line) => process.stdout.write(`${line}\n`),
      complain,
    },
    options,
  )
  const tooLong = (): void => complain(`a line of more than ${MOST_LINE_LENGTH} characters`)
  const lines = new LineSplitter(MOST_LINE_LENGTH, (line) => server.onLine(line), tooLong)
  try {
    for await (const chunk of process.stdin) {
      driver.onInput()
      lines.write(chunk as Uint8Array)
    }
    lines.end()
  } finally {
    driver.close()
  }
}

function complain(text: string): void {
  process.stderr.write(`hearsay: ${text}\n`)
}
