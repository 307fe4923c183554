import { fastify, type FastifyInstance } from 'fastify'
import { formatHostPort, isLoopback, parseIp } from '../../base/ip.ts'
import { parseAddress } from '../../node/address.ts'
import { HearsayError } from '../../node/errors.ts'
import { DEFAULT_HTTP_PORT } from './default-address.ts'
import { guardAgainstPages } from './guard.ts'
import { addNodeRoutes, type RouteTarget } from './node-routes.ts'
import { type ErrorAnswer, SCHEMA } from './shapes.ts'

const BODY_LIMIT_BYTES = 131_072
/** A client that begins a request and does not end it is not waited for. */
const REQUEST_TIMEOUT_MS = 30_000

/** The agent's HTTP side. */
export class HttpServer {
  readonly #http: FastifyInstance
  #address = ''

  constructor(target: RouteTarget) {
    this.#http = fastify({
      bodyLimit: BODY_LIMIT_BYTES,
      requestTimeout: REQUEST_TIMEOUT_MS,
      forceCloseConnections: true,
      return503OnClosing: true,
    })
    this.#http.removeContentTypeParser('text/plain') // a page may send that to any host without asking
    this.#http.setErrorHandler((error, _request, reply) => {
      const { status, code, message } = describeFault(error as Fault)
      return reply.code(status).send(refusal(code, message))
    })
    this.#http.setNotFoundHandler((request, reply) =>
      reply.code(404).send(refusal('ERR_NO_ROUTE', `nothing is served for ${request.method} ${request.url}`)),
    )
    guardAgainstPages(this.#http)
    addNodeRoutes(this.#http, target)
  }

  /** Where it listens, "host:port". */
  get address(): string {
    return this.#address
  }

  /** @throws HearsayError ERR_BAD_ADDRESS, ERR_INSECURE_BIND or ERR_PORT_IN_USE */
  async listen(address: string, isInsecureAllowed: boolean): Promise<void> {
    const { host, port } = parseAddress(address, DEFAULT_HTTP_PORT)
    const ip = parseIp(host === 'localhost' ? '127.0.0.1' : host)
    if (ip === undefined) throw new HearsayError('ERR_BAD_ADDRESS', `http "${host}" is not a numeric IP address`)
    if (!isLoopback(ip) && !isInsecureAllowed) {
      const advice = 'bind it to loopback, or say insecure'
      throw new HearsayError(
        'ERR_INSECURE_BIND',
        `HTTP on ${host} would let anyone who reaches it steer this agent: ${advice}`,
      )
    }
    try {
      await this.#http.listen({ host, port, exclusive: true })
    } catch (error) {
      throw listenError(error, address)
    }
    const bound = this.#http.server.address()
    this.#address = bound === null || typeof bound === 'string' ? address : formatHostPort(bound.address, bound.port)
  }

  async close(): Promise<void> {
    await this.#http.close()
  }
}

/** What the node refuses is the caller's fault, or the moment's. */
const STATUS: Readonly<Record<string, number>> = {
  ERR_BAD_ADDRESS: 400,
  ERR_TAGS_TOO_LARGE: 413,
  ERR_EVENT_TOO_LARGE: 413,
  ERR_UNSUPPORTED: 409,
  ERR_CLOSED: 503,
}

type Fault = Error & { readonly statusCode?: number; readonly code?: string }

/** Status, code and words for whatever a route threw. */
function describeFault({ statusCode = 500, code = 'ERR_INTERNAL', message }: Fault): {
  status: number
  code: string
  message: string
} {
  if (code.startsWith('FST_')) {
    const advice = statusCode === 415 ? '; send JSON, with "content-type: application/json"' : ''
    return { status: statusCode, code: 'ERR_BAD_REQUEST', message: `${message}${advice}` }
  }
  return { status: STATUS[code] ?? statusCode, code, message }
}

function refusal(code: string, message: string): ErrorAnswer {
  return { schema: SCHEMA, error: { code, message } }
}

function listenError(error: unknown, address: string): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') {
    const advice = 'stop what listens there, or give another --http (port 0 takes a free one)'
    return new HearsayError('ERR_PORT_IN_USE', `http ${address} is in use: ${advice}`, { cause: error })
  }
  if (code === 'EADDRNOTAVAIL') {
    return new HearsayError('ERR_BAD_ADDRESS', `http ${address} is not an address of this machine`, { cause: error })
  }
  if (code === 'EACCES') {
    const advice = 'ports below 1024 need privileges; give another --http'
    return new HearsayError('ERR_BAD_ADDRESS', `http ${address} is not allowed: ${advice}`, { cause: error })
  }
  return error as Error
}
