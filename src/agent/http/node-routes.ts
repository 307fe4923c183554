import type { FastifyInstance } from 'fastify'
import type { NodeEvent } from '../../node/api.ts'
import type { HearsayNode } from '../../node/hearsay-node.ts'
import { checked, eventBody, eventsQuery, joinBody, tagsBody } from './bodies.ts'
import { sendLines } from './event-lines.ts'
import { RequestError } from './request-error.ts'
import {
  type EventAnswer,
  type InfoAnswer,
  type JoinAnswer,
  type LeaveAnswer,
  type MembersAnswer,
  SCHEMA,
  type StatsAnswer,
  type TagsAnswer,
} from './shapes.ts'

/** What the routes need of their agent. */
export interface RouteTarget {
  readonly node: HearsayNode
  info(): InfoAnswer
  /** Leaves the cluster, then ends the agent. Resolves when the leave was told. */
  leave(): Promise<void>
}

const EVENT_TYPES: readonly NodeEvent['type'][] = [
  'join',
  'leave',
  'fail',
  'update',
  'suspect',
  'refute',
  'reap',
  'event',
  'conflict',
  'plane',
  'health',
  'selfRefute',
  'warning',
]

/** hearsay's own interface, below /v1/hearsay. */
export function addNodeRoutes(http: FastifyInstance, agent: RouteTarget): void {
  addHealthRoutes(http, agent)
  addReadRoutes(http, agent)
  addWriteRoutes(http, agent)
}

function addHealthRoutes(http: FastifyInstance, { node }: RouteTarget): void {
  http.get('/v1/hearsay/health/live', () => ({ schema: SCHEMA, live: true }))
  let isReady = false
  void node.ready.then(() => (isReady = true))
  http.get('/v1/hearsay/health/ready', (_request, reply) =>
    reply.code(isReady && !node.isClosed ? 200 : 503).send({ schema: SCHEMA, ready: isReady && !node.isClosed }),
  )
}

function addReadRoutes(http: FastifyInstance, agent: RouteTarget): void {
  const { node } = agent
  http.get('/v1/hearsay/members', (): MembersAnswer => ({ schema: SCHEMA, members: node.members() }))
  http.get('/v1/hearsay/stats', (): StatsAnswer => ({ schema: SCHEMA, ...node.stats() }))
  http.get('/v1/hearsay/info', (): InfoAnswer => agent.info())
  http.get('/v1/hearsay/events', (request, reply) => {
    const { types } = checked(eventsQuery, request.query)
    return sendLines(node, reply, types === undefined ? undefined : parseTypes(types))
  })
}

function addWriteRoutes(http: FastifyInstance, agent: RouteTarget): void {
  const { node } = agent
  http.post('/v1/hearsay/join', (request): Promise<JoinAnswer> => {
    const { addresses, replay = false } = checked(joinBody, request.body)
    return node.join(addresses, { replay }).then((result) => ({ schema: SCHEMA, ...result }))
  })
  http.post('/v1/hearsay/event', (request): EventAnswer => {
    const { name, payload, payloadBase64, coalesce = false } = checked(eventBody, request.body)
    const bytes = payloadBase64 === undefined ? (payload ?? '') : new Uint8Array(Buffer.from(payloadBase64, 'base64'))
    return { schema: SCHEMA, ...node.sendEvent(name, bytes, { coalesce }) }
  })
  http.put('/v1/hearsay/tags', (request): TagsAnswer => {
    node.setTags(checked(tagsBody, request.body).tags)
    return { schema: SCHEMA, tags: node.tags }
  })
  http.post('/v1/hearsay/leave', (): Promise<LeaveAnswer> => agent.leave().then(() => ({ schema: SCHEMA, left: true })))
}

function parseTypes(text: string): NodeEvent['type'][] {
  return text.split(',').map((name) => {
    const type = EVENT_TYPES.find((known) => known === name)
    if (type !== undefined) return type
    throw new RequestError(400, 'ERR_BAD_REQUEST', `types: "${name}" is not one of ${EVENT_TYPES.join(', ')}`)
  })
}
