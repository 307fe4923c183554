import {
  type Agent,
  agentOptions,
  type AgentOptions,
  ConfigError,
  createAgent,
  loadConfig,
  logOptions,
  openLog,
} from '../../agent/index.ts'
import { OptionError } from '../../base/option-error.ts'
import type { Logger } from '../../node/api.ts'
import { HearsayError } from '../../node/errors.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { type CollectedFlags, givenFlags } from './agent-flags.ts'

/** A leave that takes longer is not waited for, ms. */
const LEAVE_LIMIT_MS = 10_000

/** Runs an agent until somebody ends it. @throws CliError */
export async function runAgent(file: string | undefined, collected: CollectedFlags): Promise<void> {
  const { options, logger } = await configure(file, collected)
  const agent = await startAgent({ ...options, logger })
  const { node } = agent
  logger.info({ member: node.name, address: node.address, http: agent.httpAddress ?? 'off' }, 'agent started')
  process.send?.({ address: node.address, http: agent.httpAddress ?? '' })
  endWithParent(agent)
  endOnSignals(agent, logger)
  await agent.ended
  logger.info({ member: node.name }, 'agent ended')
}

async function configure(
  file: string | undefined,
  collected: CollectedFlags,
): Promise<{ options: AgentOptions; logger: Logger }> {
  try {
    const { settings, warnings } = await loadConfig({ flags: givenFlags(collected), environment: process.env, file })
    const options = agentOptions(settings)
    const logger = openLog(logOptions(settings))
    for (const warning of warnings) logger.warn({}, warning)
    return { options, logger }
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(EXIT.usage, error.message, { cause: error })
    throw error
  }
}

async function startAgent(options: AgentOptions): Promise<Agent> {
  try {
    return await createAgent({ ...options, broadcasts: false }) // nobody can publish or read through an agent yet
  } catch (error) {
    if (error instanceof OptionError) throw new CliError(EXIT.usage, error.message, { cause: error })
    if (error instanceof HearsayError) throw new CliError(EXITS[error.code] ?? EXIT.usage, error.message)
    throw error
  }
}

/** What is not the command line's fault. */
const EXITS: Readonly<Record<string, number>> = {
  ERR_PORT_IN_USE: EXIT.failed,
  ERR_NO_ADVERTISE: EXIT.failed,
  ERR_INSECURE_BIND: EXIT.refused,
}

/** A parent that gave us a channel (as `hearsay up` does) takes us with it, whatever ends it. */
function endWithParent(agent: Agent): void {
  if (process.channel === undefined) return
  process.channel?.unref()
  process.once('disconnect', () => void agent.close())
}

/** The first signal leaves the cluster, so that nobody takes it for a failure; the second does not wait. */
function endOnSignals(agent: Agent, logger: Logger): void {
  let isLeaving = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isLeaving) process.exit(EXIT.interrupted)
    isLeaving = true
    logger.info({ signal }, 'leaving the cluster')
    setTimeout(() => process.exit(EXIT.failed), LEAVE_LIMIT_MS).unref()
    void agent.leave()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal)
}
