import type { Command } from 'commander'
import { DEFAULT_HTTP_ADDRESS } from '../agent/http/default-address.ts'
import { AgentClient } from './agent-client.ts'
import { Output, outputMode } from './output/output.ts'

/** What most commands need: whom to ask and how to answer. */
export interface CommandContext {
  readonly client: AgentClient
  readonly output: Output
}

/** The options that {@link addClientOptions} adds. */
export interface ClientOptions {
  readonly http?: string
  readonly json?: boolean
}

/** Adds the options of every command that asks an agent. */
export function addClientOptions(command: Command): Command {
  return command
    .option('--http <HOST:PORT>', `where the agent answers (HEARSAY_HTTP_ADDR, default ${DEFAULT_HTTP_ADDRESS})`)
    .option('--json', 'one JSON object, for programs')
}

/** Whom to ask and how to answer, from the options of a command. */
export function contextOf({ http, json = false }: ClientOptions): CommandContext {
  const given = [http, process.env['HEARSAY_HTTP_ADDR']].find((text) => text !== undefined && text !== '')
  const address = (given ?? DEFAULT_HTTP_ADDRESS).replace(/^http:\/\//, '').replace(/\/+$/, '')
  return { client: new AgentClient(address), output: new Output(outputMode(json)) }
}
