import { readFileSync } from 'node:fs'
import { nearest } from '../../base/nearest.ts'
import { ACCRUAL_DEFAULTS } from '../../detection/phi/evidence/options.ts'
import { SERF_DEFAULTS } from '../../membership/serf/options.ts'
import { PROFILES, type ProfileName } from '../../membership/swim/options.ts'
import type { NodeOptions } from '../../node/api.ts'
import type { AgentOptions } from '../agent.ts'
import { LOG_FORMATS, LOG_LEVELS, type LogOptions } from '../log/agent-log.ts'
import { ConfigError } from './config-error.ts'
import { oneOf, valueOf } from './load-config.ts'
import { type Layer, parseSwitch, type Sourced } from './values.ts'

/** Settings as an agent takes them. @throws ConfigError naming where the wrong value stands */
export function agentOptions(settings: Layer): AgentOptions {
  const keys = readKeys(settings)
  const node: Record<string, unknown> = {
    name: valueOf(settings, 'name'),
    bind: valueOf(settings, 'bind'),
    advertise: valueOf(settings, 'advertise'),
    join: valueOf(settings, 'join'),
    tags: valueOf(settings, 'tags'),
    key: keys.length > 0 ? keys : undefined,
    label: valueOf(settings, 'label'),
    profile: oneOf(settings, 'profile', Object.keys(PROFILES) as ProfileName[]),
    dialect: oneOf(settings, 'dialect', ['serf', 'memberlist']),
    transport: oneOf(settings, 'transport', ['udp+tcp', 'tcp']),
    swim: readNumbers(settings.get('swim'), PROFILES.lan),
    serf: readNumbers(settings.get('serf'), SERF_DEFAULTS),
    accrual: readNumbers(settings.get('accrual'), ACCRUAL_DEFAULTS),
    compress: valueOf(settings, 'compress'),
    insecure: valueOf(settings, 'insecure'),
  }
  const given = Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined)) as NodeOptions
  const http = valueOf<string>(settings, 'http')
  return { ...given, ...(http === undefined ? {} : { http: http === 'off' ? false : http }) }
}

/** How the agent logs. @throws ConfigError */
export function logOptions(settings: Layer): LogOptions {
  return {
    level: oneOf(settings, 'logLevel', LOG_LEVELS) ?? 'info',
    format: oneOf(settings, 'logFormat', LOG_FORMATS) ?? 'text',
  }
}

function readKeys(settings: Layer): readonly string[] {
  const file = settings.get('keyFile')
  const given = settings.get('key')
  if (file === undefined) return (given?.value ?? []) as readonly string[]
  if (given !== undefined) throw new ConfigError(file.where, `keys are also given by ${given.where}: use one of them`)
  return parseKeyFile(file.value as string, file.where)
}

function parseKeyFile(path: string, where: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(where, `the key file cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
  const keys = text.startsWith('[') ? parseJsonKeys(text, where) : text.split(/\s+/).filter((line) => line !== '')
  if (keys.length === 0) throw new ConfigError(where, `${path} holds no key`)
  return keys
}

/** Serf's keyring file. */
function parseJsonKeys(text: string, where: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text)
    if (Array.isArray(parsed) && parsed.every((key) => typeof key === 'string')) return parsed
  } catch {
    // told below: the text may hold keys, so the parser's message, which quotes it, is not shown
  }
  throw new ConfigError(where, 'the key file is not a JSON list of base64 texts')
}

/** Texts become what the defaults are: numbers, or yes and no. */
function readNumbers(given: Sourced | undefined, defaults: object): Record<string, number | boolean> | undefined {
  if (given === undefined) return undefined
  const known = new Map<string, unknown>(Object.entries(defaults))
  const read = ([key, text]: [string, string]): [string, number | boolean] => {
    const example = known.get(key)
    if (example === undefined) {
      throw new ConfigError(given.where, `unknown setting "${key}"; did you mean "${nearest(key, [...known.keys()])}"?`)
    }
    if (typeof example === 'boolean') return [key, parseSwitch(text, `${given.where}: ${key}`)]
    if (typeof example === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return [key, Number(text)]
    throw new ConfigError(given.where, `${key} is "${text}", but must be a number`)
  }
  return Object.fromEntries(Object.entries(given.value as Readonly<Record<string, string>>).map(read))
}
