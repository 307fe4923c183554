import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseIp } from '../../base/ip.ts'
import { RequestError } from './request-error.ts'

/**
 * Keeps web pages out. The agent has no password on loopback, but a browser on the same machine would carry requests
 * of any page there: a page can point a name of its own at 127.0.0.1 (so only numeric hosts and localhost are
 * answered), and what it sends across origins names its origin (so no request that does is answered).
 */
export function guardAgainstPages(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    try {
      assertLocalHost(request)
      assertNoForeignOrigin(request)
      done()
    } catch (error) {
      done(error as Error)
    }
  })
}

function assertLocalHost({ headers }: FastifyRequest): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  if (host === 'localhost' || parseIp(host) !== undefined) return
  throw new RequestError(403, 'ERR_FOREIGN_HOST', `the host "${host}" is neither numeric nor localhost`)
}

function assertNoForeignOrigin({ headers }: FastifyRequest): void {
  const { origin, host } = headers
  if (origin === undefined || origin === `http://${host}`) return
  throw new RequestError(403, 'ERR_FOREIGN_ORIGIN', `pages of ${origin} may not speak to the agent`)
}
