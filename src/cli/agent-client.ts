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
import { visible } from '../base/visible-text.ts'
import { CliError, EXIT } from './exit-codes.ts'
import { jsonLines } from './json-lines.ts'

/**
 * Asks an agent over HTTP. Every method throws a CliError that says what went wrong and how to end, or, once its signal
 * has come, whatever that makes of the request.
 */
export class AgentClient {
  readonly address: string
  readonly #limitMs: number

  /**
   * @param address "host:port"
   * @param limitMs how long an answer may take that is not a stream of events, where no signal sets a limit
   */
  constructor(address: string, limitMs: number = ANSWER_LIMIT_MS) {
    this.address = address
    this.#limitMs = limitMs
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
    try {
      for await (const line of jsonLines(answer.body ?? [])) yield line as EventLine
    } catch (error) {
      throw signal?.aborted === true ? error : this.#gone(error)
    }
  }

  /** A caller that gives a signal sets the limit itself. */
  async #ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    if (signal !== undefined) return this.#exchange<T>(method, path, body, signal)
    const limit = AbortSignal.timeout(this.#limitMs)
    try {
      return await this.#exchange<T>(method, path, body, limit)
    } catch (error) {
      if (!limit.aborted || error instanceof CliError) throw error
      const seconds = this.#limitMs / 1000
      throw new CliError(EXIT.timeout, `the agent on ${this.address} has not answered within ${seconds} s`)
    }
  }

  async #exchange<T>(method: string, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const answer = await this.#fetch(path, {
      method,
      signal,
      ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw await this.#refusal(answer)
    const text = await answer.text().catch((error: unknown) => {
      throw signal.aborted ? error : this.#gone(error)
    })
    const value = parseObject(text)
    if (typeof value?.['schema'] !== 'number') throw this.#stranger()
    return value as T
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
    const body = parseObject(await answer.text().catch(() => '')) as Partial<ErrorAnswer> | undefined
    const { code, message }: Partial<ErrorAnswer['error']> = body?.error ?? {}
    if (typeof code !== 'string' || typeof message !== 'string') return this.#stranger()
    return new CliError(EXITS[code] ?? EXIT.failed, visible(message))
  }

  #stranger(): CliError {
    return new CliError(EXIT.unreachable, `what answers on ${this.address} is not a hearsay agent`)
  }

  #gone(cause: unknown): CliError {
    return new CliError(EXIT.unreachable, `the agent on ${this.address} is gone`, { cause })
  }
}

/** More than anything takes that an agent is asked for: a leave at most 15 s, a join as long as a slow seed. */
const ANSWER_LIMIT_MS = 60_000

/** The JSON object that a text is, if it is one. */
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

const EXITS: Readonly<Record<string, number>> = {
  ERR_BAD_REQUEST: EXIT.usage,
  ERR_BAD_ADDRESS: EXIT.usage,
  ERR_FOREIGN_HOST: EXIT.refused,
  ERR_FOREIGN_ORIGIN: EXIT.refused,
}
