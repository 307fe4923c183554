import { nearest } from '../../base/nearest.ts'
import { ConfigError } from './config-error.ts'
import type { Setting } from './settings.ts'

/** The value of a setting, in the shape of its kind. */
export type SettingValue = string | boolean | readonly string[] | Readonly<Record<string, string>>

/** A value, and where it stands. */
export interface Sourced {
  readonly value: SettingValue
  readonly where: string
}

/** Settings by key. */
export type Layer = ReadonlyMap<string, Sourced>

/** Parses what a flag or a variable says. @throws ConfigError */
export function parseValue({ kind }: Setting, texts: readonly string[], where: string): SettingValue {
  if (kind === 'list') return texts
  if (kind === 'map') return Object.fromEntries(texts.map((text) => parsePair(text, where)))
  const last = texts.at(-1) ?? ''
  return kind === 'switch' ? parseSwitch(last, where) : last
}

/** Splits the list of a variable at its commas. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** "unknown key "bnd"; did you mean "bind"?" */
export function unknownKey(key: string, known: readonly string[]): string {
  const guess = nearest(key, known)
  return `unknown key "${key}"${guess === undefined ? '' : `; did you mean "${guess}"?`} There are ${known.join(', ')}`
}

function parsePair(text: string, where: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new ConfigError(where, `"${text}" is not KEY=VALUE`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

/** Parses yes and no, as flags, variables and files may write them. @throws ConfigError */
export function parseSwitch(text: string, where: string): boolean {
  if (['true', 'yes', 'on', '1'].includes(text)) return true
  if (['false', 'no', 'off', '0'].includes(text)) return false
  throw new ConfigError(where, `"${text}" is neither true nor false`)
}
