import { hostname, networkInterfaces } from 'node:os'
import { encodeTags } from '../codec/index.ts'
import { isLoopback, isUnspecified, parseIp } from '../base/ip.ts'
import { nearest } from '../base/nearest.ts'
import { utf8Length } from '../base/utf8.ts'
import { accrualOptions, type AccrualOptions } from '../detection/phi/evidence/options.ts'
import { repairOptions, type RepairOptions } from '../dissemination/index.ts'
import { SERF_DEFAULTS, type SerfOptions } from '../membership/serf/options.ts'
import { swimOptions, type SwimOptions } from '../membership/swim/options.ts'
import { type HostPort, parseAddress } from './address.ts'
import type { NodeOptions, Transport } from './api.ts'
import { HearsayError } from './errors.ts'
import { Keyring } from './keyring.ts'

/** memberlist's limit for a node's application data. */
export const META_LIMIT = 512
/** The whole ring of events goes into every exchange, a byte for each empty slot; Serf has 512. */
const MAX_EVENT_BUFFER = 65_536
/** The port of memberlist and Serf. */
export const DEFAULT_PORT = 7946

/** {@link NodeOptions}, checked and with every default filled in. */
export interface CheckedOptions {
  readonly name: string
  readonly bind: HostPort
  readonly advertise: HostPort
  readonly seeds: readonly HostPort[]
  readonly tags: Readonly<Record<string, string>>
  readonly keyring: Keyring | undefined
  readonly label: string | undefined
  readonly dialect: 'serf' | 'memberlist'
  readonly compress: boolean
  readonly transport: Transport
  readonly swim: SwimOptions
  readonly serf: SerfOptions
  readonly accrual: AccrualOptions | undefined
  /** Undefined if it takes no part. */
  readonly broadcasts: RepairOptions | undefined
}

const KNOWN: readonly (keyof NodeOptions)[] = [
  'name',
  'bind',
  'advertise',
  'join',
  'tags',
  'key',
  'label',
  'profile',
  'swim',
  'serf',
  'accrual',
  'broadcasts',
  'dialect',
  'transport',
  'insecure',
  'compress',
  'signal',
  'logger',
]

/**
 * Checks a node's options.
 * @throws HearsayError saying which option is wrong and what it may be; OptionError for settings of SWIM and of
 * `accrual`
 */
export function checkOptions(options: NodeOptions): CheckedOptions {
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key as keyof NodeOptions))
  if (unknown !== undefined) throw bad(notKnown('option', unknown, KNOWN))
  const bind = parseAddress(options.bind ?? `127.0.0.1:${DEFAULT_PORT}`, DEFAULT_PORT)
  const keyring = options.key === undefined ? undefined : new Keyring(keyList(options.key))
  refuseOpenCluster(bind, keyring, options.insecure ?? false)
  const dialect = checkDialect(options.dialect)
  return {
    name: checkName(options.name ?? hostname()),
    bind,
    advertise: advertised(bind, options.advertise),
    seeds: seedList(options.join).map((seed) => parseAddress(seed, DEFAULT_PORT)),
    tags: checkTags(options.tags ?? {}),
    keyring,
    label: checkLabel(options.label),
    dialect,
    compress: options.compress ?? true,
    transport: checkTransport(options.transport),
    swim: swimOptions(options.profile, options.swim),
    serf: { ...SERF_DEFAULTS, ...checkSerf(options.serf ?? {}), speaks: dialect === 'serf' },
    accrual: options.accrual && accrualOptions(options.accrual),
    broadcasts: checkBroadcasts(options.broadcasts ?? dialect === 'serf', dialect),
  }
}

/**
 * Tags as they will travel.
 * @throws HearsayError ERR_TAGS_TOO_LARGE with the size and the limit, ERR_BAD_OPTION for a value that is no string
 */
export function packTags(tags: Readonly<Record<string, string>>): Uint8Array {
  for (const [key, value] of Object.entries(tags)) {
    if (typeof value !== 'string') throw bad(`tag "${key}" is ${typeof value}, but must be a string`)
  }
  const meta = encodeTags(tags)
  if (meta.length > META_LIMIT) {
    const advice = 'shorten them, or keep large data elsewhere'
    throw new HearsayError(
      'ERR_TAGS_TOO_LARGE',
      `tags take ${meta.length} bytes, the limit is ${META_LIMIT}: ${advice}`,
    )
  }
  return meta
}

function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  packTags(tags)
  return { ...tags }
}

function checkName(name: string): string {
  const length = utf8Length(name)
  if (length < 1 || length > 128) throw bad(`name takes ${length} bytes, but must take 1 to 128`)
  return name
}

function checkLabel(label: string | undefined): string | undefined {
  if (label === undefined || label === '') return undefined
  if (utf8Length(label) > 255) throw bad(`label takes ${utf8Length(label)} bytes, but must take at most 255`)
  return label
}

function checkDialect(dialect: NodeOptions['dialect']): 'serf' | 'memberlist' {
  if (dialect === undefined || dialect === 'serf' || dialect === 'memberlist') return dialect ?? 'serf'
  throw bad(`dialect is "${String(dialect)}", but must be "serf" or "memberlist"`)
}

function checkTransport(transport: Transport = 'udp+tcp'): Transport {
  if (transport === 'udp+tcp' || transport === 'tcp') return transport
  throw bad(`transport is "${String(transport)}", but must be "udp+tcp" or "tcp"`)
}

function checkBroadcasts(
  given: NonNullable<NodeOptions['broadcasts']>,
  dialect: 'serf' | 'memberlist',
): RepairOptions | undefined {
  if (given === false) return undefined
  if (dialect === 'memberlist') throw bad('broadcasts need the serf dialect: a bare memberlist cluster knows none')
  return repairOptions(given === true ? {} : given)
}

function checkSerf(options: Partial<SerfOptions>): Partial<SerfOptions> {
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(SERF_DEFAULTS, key)) throw bad(notKnown('setting of serf', key, Object.keys(SERF_DEFAULTS)))
    const known = SERF_DEFAULTS[key as keyof SerfOptions]
    if (typeof value !== typeof known) throw bad(`serf.${key} is ${String(value)}, but must be a ${typeof known}`)
    if (typeof value === 'number' && !(value >= 1)) throw bad(`serf.${key} is ${value}, but must be at least 1`)
  }
  const { eventBuffer = SERF_DEFAULTS.eventBuffer } = options
  if (!Number.isInteger(eventBuffer) || eventBuffer > MAX_EVENT_BUFFER) {
    throw bad(`serf.eventBuffer is ${eventBuffer}, but must be a whole number up to ${MAX_EVENT_BUFFER}`)
  }
  return options
}

function refuseOpenCluster(bind: HostPort, keyring: Keyring | undefined, insecure: boolean): void {
  const ip = parseIp(bind.host)
  if (ip === undefined) {
    throw new HearsayError('ERR_BAD_ADDRESS', `bind "${bind.host}" is not a numeric IP address of this machine`)
  }
  if (keyring !== undefined || insecure || isLoopback(ip)) return
  throw new HearsayError(
    'ERR_INSECURE_BIND',
    `binding to ${bind.host} would let anyone who reaches it join and forge members: give a key, or say insecure: true`,
  )
}

function advertised(bind: HostPort, advertise: string | undefined): HostPort {
  if (advertise !== undefined) return checkAdvertise(parseAddress(advertise, bind.port))
  const ip = parseIp(bind.host)
  if (ip === undefined || !isUnspecified(ip)) return bind
  const family = ip.length === 4 ? 'IPv4' : 'IPv6'
  const candidates = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const found = candidates.find((candidate) => !candidate.internal && candidate.family === family)
  if (found !== undefined) return { host: found.address, port: bind.port }
  throw new HearsayError('ERR_NO_ADVERTISE', `${bind.host} is no address that others can reach: say which to advertise`)
}

function checkAdvertise(address: HostPort): HostPort {
  const ip = parseIp(address.host)
  if (ip === undefined || !isUnspecified(ip)) return address
  throw new HearsayError('ERR_NO_ADVERTISE', `advertise "${address.host}" is no address that others can reach`)
}

function keyList(key: NonNullable<NodeOptions['key']>): readonly (string | Uint8Array)[] {
  const keys = Array.isArray(key) ? key : [key]
  if (keys.length === 0) throw new HearsayError('ERR_BAD_KEY', 'key is an empty list; leave it out to run without one')
  return keys as readonly (string | Uint8Array)[]
}

function seedList(join: NodeOptions['join']): readonly string[] {
  if (join === undefined) return []
  return typeof join === 'string' ? [join] : join
}

function notKnown(what: string, name: string, known: readonly string[]): string {
  return `"${name}" is no ${what}; did you mean "${nearest(name, known)}"? There are ${known.join(', ')}`
}

function bad(message: string): HearsayError {
  return new HearsayError('ERR_BAD_OPTION', message)
}
