import { HearsayError } from './errors.ts'

/** A host, a port and, where it was given, the name of the member that is expected there. */
export interface HostPort {
  readonly host: string
  readonly port: number
  readonly node?: string
}

/**
 * Parses `[name/]host[:port]`; IPv6 hosts stand in brackets when a port follows.
 * @throws HearsayError ERR_BAD_ADDRESS naming the text and what it should be
 */
export function parseAddress(text: string, defaultPort?: number): HostPort {
  const slash = text.indexOf('/')
  const node = slash > 0 ? text.slice(0, slash) : undefined
  const { host, portText } = splitPort(text.slice(slash + 1))
  const port = portText === undefined ? defaultPort : parsePort(portText)
  if (host === '' || port === undefined || !/^[\p{L}\p{N}._:%-]+$/u.test(host)) {
    throw new HearsayError(
      'ERR_BAD_ADDRESS',
      `"${text}" is not an address: write HOST:PORT, for example 127.0.0.1:7946`,
    )
  }
  return node === undefined ? { host, port } : { host, port, node }
}

function splitPort(text: string): { host: string; portText: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  if (bracketed !== null) return { host: bracketed[1] as string, portText: bracketed[2] }
  const colon = text.lastIndexOf(':')
  if (colon < 0 || text.indexOf(':') !== colon) return { host: text, portText: undefined } // a bare IPv6 has no port
  return { host: text.slice(0, colon), portText: text.slice(colon + 1) }
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65535 ? port : undefined
}
