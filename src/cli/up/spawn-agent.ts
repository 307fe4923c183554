import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

/** Where an agent of ours listens; it tells its parent as soon as it does. */
export interface AgentPlace {
  readonly address: string
  readonly http: string
}

/** A process under our hand. */
export interface AgentProcess {
  readonly child: ChildProcess
  /** Resolves when it listens; rejects with what it said when it ended before. */
  readonly started: Promise<AgentPlace>
  /** Resolves when it is gone. */
  readonly exited: Promise<void>
}

/**
 * Starts an agent that cannot outlive this process, whatever ends us: it ends when the channel to us closes, and where
 * the system can do that (Linux), it is killed with us even while it is stopped.
 */
export function spawnAgent(args: readonly string[]): AgentProcess {
  const command = [...deathWrapper(), process.execPath, MAIN, 'agent', ...args]
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: cleanEnvironment(),
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const started = new Promise<AgentPlace>((resolve, reject) => {
    child.once('message', (message) => resolve(message as AgentPlace))
    void exited.then(() => reject(new Error(`the agent ended before it listened: ${said.trim() || 'without a word'}`)))
  })
  started.catch(() => {}) // whoever waits is told
  return { child, started, exited }
}

/** What runs a program so that the kernel kills it with its parent. Empty where there is no such thing. */
function deathWrapper(): readonly string[] {
  wrapper ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? WRAPPER : []
  return wrapper
}

let wrapper: readonly string[] | undefined
const WRAPPER = ['setpriv', '--pdeathsig', 'KILL', '--']

/** Settings meant for somebody's own agent must not reach all of ours. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HEARSAY_')))
}
