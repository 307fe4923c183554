import type {
  ErrorAnswer,
  EventAnswer,
  EventLine,
  InfoAnswer,
  JoinAnswer,
  LeaveAnswer,
  MembersAnswer,
  StatsAnswer,
} from '../agent/index.ts'
import { CliError, EXIT } from './exit-codes.ts'
import { jsonLines } from './json-lines.ts'

/** Asks an agent over HTTP. Every method throws a CliError that says what went wrong and how to end. */
export class AgentClient {
  readonly address: string

  /** @param address "host:port" */
  constructor(address: string) {
    this.address = address
  }

  members(signal?: AbortSignal): Promise<MembersAnswer> {
    return this.#ask('GET', 'members', undefined, signal)
  }

  info(signal?: AbortSignal): Promise<InfoAnswer> {
    return this.#ask('GET', 'info', undefined, signal)
  }

  stats(signal?: AbortSignal): Promise<StatsAnswer> {
    return this.#ask('GET', 'stats', undefined, signal)
  }

  join(addresses: readonly string[], replay: boolean): Promise<JoinAnswer> {
    return this.#ask('POST', 'join', { addresses, replay })
  }

  event(name: string, payload: Uint8Array, coalesce: boolean): Promise<EventAnswer> {
    return this.#ask('POST', 'event', { name, payloadBase64: Buffer.from(payload).toString('base64'), coalesce })
  }

  leave(): Promise<LeaveAnswer> {
    return this.#ask('POST', 'leave', {})
  }

  /** What happens from now on, until the signal or the agent's end. */
  async *events(types: readonly string[], signal?: AbortSignal): AsyncGenerator<EventLine> {
    const query = types.length === 0 ? '' : `?types=${encodeURIComponent(types.join(','))}`
    const answer = await this.#fetch(`events${query}`, { ...(signal === undefined ? {} : { signal }) })
    if (!answer.ok) throw await this.#refusal(answer)
    for await (const line of jsonLines(answer.body ?? [])) yield line as EventLine
  }

  async #ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const answer = await this.#fetch(path, {
      method,
      ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    if (!answer.ok) throw await this.#refusal(answer)
    return (await answer.json()) as T
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`http://${this.address}/v1/hearsay/${path}`, init)
    } catch (error) {
      if (init.signal?.aborted === true) throw error
      const why = `no agent answers on ${this.address}`
      const advice = 'start one with "hearsay agent", or say where it is with --http or HEARSAY_HTTP_ADDR'
      throw new CliError(EXIT.unreachable, `${why}: ${advice}`, { cause: error })
    }
  }

  async #refusal(answer: Response): Promise<CliError> {
    const body = (await answer.json().catch(() => undefined)) as Partial<ErrorAnswer> | undefined
    if (body?.error === undefined) {
      return new CliError(EXIT.unreachable, `what answers on ${this.address} is not a hearsay agent`)
    }
    return new CliError(EXITS[body.error.code] ?? EXIT.failed, body.error.message)
  }
}

const EXITS: Readonly<Record<string, number>> = {
  ERR_BAD_REQUEST: EXIT.usage,
  ERR_BAD_ADDRESS: EXIT.usage,
  ERR_FOREIGN_HOST: EXIT.refused,
  ERR_FOREIGN_ORIGIN: EXIT.refused,
}
