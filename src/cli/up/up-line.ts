import type { MemberStatus } from '../../node/api.ts'
import type { ProcessState } from './local-agent.ts'

/** One member in a state line. */
export interface MemberLine {
  readonly name: string
  readonly address: string
  readonly http: string
  readonly pid: number | null
  readonly process: ProcessState
  /** As most others see it. */
  readonly status: MemberStatus | 'unknown'
  readonly agree: number
  readonly asked: number
  readonly incarnation: number | null
  readonly health: number | null
  readonly tags: Readonly<Record<string, string>>
  readonly packetsSentPerSecond: number
  readonly packetsReceivedPerSecond: number
}

/** What happens in a local cluster: one JSON object a line, or one line of text. */
export type UpLine = { readonly schema: 1; readonly at: number } & (
  | {
      readonly type: 'agent-started'
      readonly name: string
      readonly pid: number
      readonly address: string
      readonly http: string
    }
  | { readonly type: 'agent-ended'; readonly name: string }
  | { readonly type: 'agent-killed' | 'agent-paused' | 'agent-resumed'; readonly name: string }
  /** Every agent sees every one alive. */
  | { readonly type: 'all-alive'; readonly members: number; readonly afterMs: number }
  /** What one agent told of one member. */
  | { readonly type: 'told'; readonly by: string; readonly what: string; readonly member: string }
  /** Every survivor shows the member as failed. */
  | {
      readonly type: 'failed-everywhere'
      readonly name: string
      readonly by: readonly string[]
      readonly afterMs: number
    }
  | { readonly type: 'event-fired'; readonly id: string; readonly by: string }
  | { readonly type: 'event-arrived'; readonly id: string; readonly by: string; readonly afterMs: number }
  | { readonly type: 'state'; readonly members: readonly MemberLine[] }
  | { readonly type: 'problem'; readonly message: string }
  | { readonly type: 'ended'; readonly afterMs: number }
)

/** A line without what every line has. */
export type UpFact = UpLine extends infer L ? (L extends UpLine ? Omit<L, 'schema' | 'at'> : never) : never

/** A line as text, without its time. */
export function describeLine(line: UpLine): string {
  switch (line.type) {
    case 'agent-started':
      return `${line.name} started (pid ${line.pid}, gossip ${line.address}, http ${line.http})`
    case 'agent-ended':
      return `${line.name} has ended`
    case 'agent-killed':
    case 'agent-paused':
    case 'agent-resumed':
      return `${line.name} is ${line.type.slice('agent-'.length)}`
    case 'all-alive':
      return `all ${line.members} see all ${line.members} alive, after ${seconds(line.afterMs)}`
    case 'told':
      return `${line.by} says ${line.what} of ${line.member}`
    case 'failed-everywhere':
      return `${line.name} is seen failed by all survivors (${line.by.join(', ')}), after ${seconds(line.afterMs)}`
    case 'event-fired':
      return `${line.by} fired event ${line.id}`
    case 'event-arrived':
      return `${line.by} has event ${line.id}, after ${line.afterMs} ms`
    case 'state':
      return line.members.map(({ name, status }) => `${name} ${status}`).join(', ')
    case 'problem':
      return line.message
    case 'ended':
      return `ended after ${seconds(line.afterMs)}; no process is left`
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
