import type { MemberStatus } from '../../node/api.ts'
import type { LocalAgent } from './local-agent.ts'

/** How the others see one member. */
export interface MemberState {
  /** What most of them say; of a tie the worse. */
  readonly status: MemberStatus | 'unknown'
  /** How many say so. */
  readonly agree: number
  /** How many were asked: the others whose process runs. */
  readonly asked: number
}

const WORST_FIRST: readonly (MemberStatus | 'unknown')[] = ['failed', 'left', 'leaving', 'suspect', 'unknown', 'alive']

/** A member's state as most others see it. */
export function memberState(name: string, agents: readonly LocalAgent[]): MemberState {
  const others = agents.filter((agent) => agent.name !== name && agent.state === 'running')
  const votes = new Map<MemberStatus | 'unknown', number>()
  for (const agent of others) {
    const status = statusOf(name, agent)
    votes.set(status, (votes.get(status) ?? 0) + 1)
  }
  const ranked = WORST_FIRST.toSorted((a, b) => (votes.get(b) ?? 0) - (votes.get(a) ?? 0))
  const status = others.length === 0 ? 'unknown' : (ranked[0] as MemberStatus)
  return { status, agree: votes.get(status) ?? 0, asked: others.length }
}

/** Whether every running agent sees every one of them alive. */
export function allSeeAllAlive(agents: readonly LocalAgent[]): boolean {
  return agents.every(
    (agent) => agent.state === 'running' && agents.every(({ name }) => statusOf(name, agent) === 'alive'),
  )
}

/** Who of the running others shows the member as failed. */
export function whoSeesFailed(name: string, agents: readonly LocalAgent[]): LocalAgent[] {
  return agents.filter(
    (agent) => agent.name !== name && agent.state === 'running' && statusOf(name, agent) === 'failed',
  )
}

function statusOf(name: string, agent: LocalAgent): MemberStatus | 'unknown' {
  return agent.members.find((member) => member.name === name)?.status ?? 'unknown'
}
