import { nearest } from '../../base/nearest.ts'
import { ConfigError } from './config-error.ts'
import { CONFIG_VARIABLE, flagOf, type Setting, SETTINGS, variableOf } from './settings.ts'
import { type Layer, parseValue, type SettingValue, splitList, type Sourced } from './values.ts'

/** What {@link loadConfig} is given. */
export interface ConfigSources {
  /** What the command line says, by the setting's key; a repeated flag has several texts. */
  readonly flags: Readonly<Record<string, readonly string[]>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A file named on the command line; otherwise HEARSAY_CONFIG may name one. */
  readonly file?: string | undefined
}

/** Settings from everywhere, and what is odd about them. */
export interface LoadedConfig {
  readonly settings: Layer
  /** What may be a mistake: a variable that nobody reads, for example. */
  readonly warnings: readonly string[]
}

/**
 * Flags over environment over file: of a setting that stands in several places, the first counts whole.
 * @throws ConfigError naming the place and the nearest known key
 */
export async function loadConfig({ flags, environment, file }: ConfigSources): Promise<LoadedConfig> {
  const path = file ?? environment[CONFIG_VARIABLE]
  const fromFile: Layer = path === undefined || path === '' ? new Map() : await readFile(path)
  const settings = new Map<string, Sourced>([...fromFile, ...fromEnvironment(environment), ...fromFlags(flags)])
  return { settings, warnings: doubtfulVariables(environment) }
}

/** The value of a setting, or undefined. */
export function valueOf<T extends SettingValue>(settings: Layer, key: string): T | undefined {
  return settings.get(key)?.value as T | undefined
}

/** The parser is loaded only when there is something to parse. */
async function readFile(path: string): Promise<Layer> {
  const { readConfigFile } = await import('./config-file.ts')
  return readConfigFile(path)
}

function fromFlags(flags: ConfigSources['flags']): [string, Sourced][] {
  return SETTINGS.flatMap((setting): [string, Sourced][] => {
    const texts = flags[setting.key]
    if (texts === undefined) return []
    const where = `--${flagOf(setting)}`
    return [[setting.key, { value: parseValue(setting, texts, where), where }]]
  })
}

function fromEnvironment(environment: ConfigSources['environment']): [string, Sourced][] {
  return SETTINGS.flatMap((setting): [string, Sourced][] => {
    const where = variableOf(setting)
    const text = environment[where]
    if (text === undefined || text === '') return []
    return [[setting.key, { value: parseValue(setting, textsOf(setting, text), where), where }]]
  })
}

function textsOf({ kind }: Setting, text: string): readonly string[] {
  return kind === 'list' || kind === 'map' ? splitList(text) : [text]
}

/**
 * Variables that look like ours but are not. They are no errors: Kubernetes invents names such as HEARSAY_SERVICE_HOST
 * for whatever service is called hearsay.
 */
function doubtfulVariables(environment: ConfigSources['environment']): string[] {
  const known = [...SETTINGS.map(variableOf), CONFIG_VARIABLE, ...OTHER_VARIABLES]
  return Object.keys(environment)
    .filter((name) => name.startsWith('HEARSAY_') && !known.includes(name) && !/_(?:SERVICE|PORT)(?:_|$)/.test(name))
    .map((name) => `the variable ${name} is not one of ours; did you mean ${nearest(name, known) ?? CONFIG_VARIABLE}?`)
}

/** Read elsewhere: by the client, by the project's own checks. */
const OTHER_VARIABLES = ['HEARSAY_HTTP_ADDR', 'HEARSAY_SEED', 'HEARSAY_PLANT_BUG', 'HEARSAY_CAPSULE', 'HEARSAY_TRACE']

/** The value of a text setting that must be one of those that are known, or undefined. @throws ConfigError */
export function oneOf<T extends string>(settings: Layer, key: string, known: readonly T[]): T | undefined {
  const sourced = settings.get(key)
  if (sourced === undefined) return undefined
  const value = sourced.value as string
  const found = known.find((candidate) => candidate === value)
  if (found !== undefined) return found
  const guess = nearest(value, known)
  throw new ConfigError(
    sourced.where,
    `${key} is ${JSON.stringify(value)}, but must be one of ${known.join(', ')}; did you mean "${guess ?? known[0]}"?`,
  )
}
