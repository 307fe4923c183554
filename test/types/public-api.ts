import {
  createNode,
  HearsayError,
  type HearsayErrorCode,
  type HearsayNode,
  type JoinResult,
  type Member,
  type MemberStatus,
  type NodeEvent,
  type NodeOptions,
  type NodeStats,
  type NodeWarning,
  type SendResult,
  type UserEventDelivery,
} from '../../src/index.ts'
import { type VirtualNetwork, virtualNetwork } from '../../src/testing/index.ts'

// This file is compiled, not run: it holds as long as it compiles.

/** True exactly if two types are the same, so that a wider or narrower one is noticed too. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(_proof: Same<A, B>): void {}

type Options = Parameters<typeof createNode>[0]
type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>

same<Options, NodeOptions | undefined>(true)
same<ReturnType<typeof createNode>, Promise<HearsayNode>>(true)
same<NodeOptions['join'], string | readonly string[] | undefined>(true)
same<NodeOptions['key'], string | Uint8Array | readonly (string | Uint8Array)[] | undefined>(true)
same<NodeOptions['profile'], 'lan' | 'wan' | 'local' | undefined>(true)
same<NodeOptions['dialect'], 'serf' | 'memberlist' | undefined>(true)
same<NodeOptions['tags'], Readonly<Record<string, string>> | undefined>(true)
same<MemberStatus, 'alive' | 'suspect' | 'leaving' | 'left' | 'failed'>(true)
same<EventOf<'suspect'>['from'], string>(true)
same<EventOf<'event'>['event'], UserEventDelivery>(true)
same<EventOf<'gap'>['missed'], number>(true)
same<ReturnType<typeof virtualNetwork>, VirtualNetwork>(true)
same<ReturnType<VirtualNetwork['createNode']>, Promise<HearsayNode>>(true)
same<
  HearsayErrorCode,
  | 'ERR_ABORTED'
  | 'ERR_BAD_ADDRESS'
  | 'ERR_BAD_KEY'
  | 'ERR_BAD_OPTION'
  | 'ERR_CLOSED'
  | 'ERR_EVENT_TOO_LARGE'
  | 'ERR_INSECURE_BIND'
  | 'ERR_NO_ADVERTISE'
  | 'ERR_PORT_IN_USE'
  | 'ERR_TAGS_TOO_LARGE'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNSUPPORTED'
>(true)

/** Every member of a node, with the type that a user sees. */
export function methods(node: HearsayNode): void {
  const disposable: AsyncDisposable = node
  same<HearsayNode['ready'], Promise<void>>(true)
  same<ReturnType<HearsayNode['members']>, readonly Member[]>(true)
  same<ReturnType<HearsayNode['member']>, Member | undefined>(true)
  same<ReturnType<HearsayNode['sendEvent']>, SendResult>(true)
  same<ReturnType<HearsayNode['join']>, Promise<JoinResult>>(true)
  same<ReturnType<HearsayNode['leave']>, Promise<void>>(true)
  same<ReturnType<HearsayNode['stats']>, NodeStats>(true)
  same<Member['tags'], Readonly<Record<string, string>>>(true)
  void disposable
}

/** What listeners are given. */
export function listeners(node: HearsayNode): void {
  node.on('join', (...args) => same<typeof args, [member: Member]>(true))
  node.on('suspect', (...args) => same<typeof args, [member: Member, from: string]>(true))
  node.on('event', (event) => same<typeof event, UserEventDelivery>(true))
  node.on('event', ({ payload }) => same<typeof payload, Uint8Array>(true))
  node.on('conflict', (_member, claimant) => same<typeof claimant, string>(true))
  node.on('health', (score) => same<typeof score, number>(true))
  node.once('warning', (warning) => same<typeof warning, NodeWarning>(true))
}

/** The type of an event says what else it has. */
export async function iteration(node: HearsayNode): Promise<void> {
  for await (const event of node.events({ types: ['join'] })) {
    same<typeof event, NodeEvent>(true)
    if (event.type === 'event') same<typeof event.event, UserEventDelivery>(true)
    else if (event.type === 'gap') same<typeof event.missed, number>(true)
    else if (event.type === 'join') same<typeof event.member, Member>(true)
  }
}

/** A node is disposed of at the end of its block; an error has a code. */
export async function life(): Promise<HearsayErrorCode | undefined> {
  try {
    const node = await createNode({ name: 'a', join: ['127.0.0.1:7946'], tags: { role: 'web' } })
    await node[Symbol.asyncDispose]()
  } catch (error) {
    if (error instanceof HearsayError) return error.code
  }
  return undefined
}
