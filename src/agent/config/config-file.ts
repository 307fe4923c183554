import { readFileSync, statSync } from 'node:fs'
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml'
import { ConfigError } from './config-error.ts'
import { type Setting, SETTINGS } from './settings.ts'
import { type Layer, type SettingValue, type Sourced, unknownKey } from './values.ts'

/** Nobody's settings are longer; a wrong path must not fill the memory. */
const MAX_BYTES = 1 << 20

/**
 * Reads a configuration file, YAML or JSON (which is YAML too).
 * @throws ConfigError naming file, line and key
 */
export function readConfigFile(path: string): Layer {
  return parseConfig(readText(path), path)
}

/** Parses the text of a configuration file. @throws ConfigError */
function parseConfig(text: string, path: string): Layer {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [problem] = document.errors
  if (problem !== undefined) throw new ConfigError(`${path}:${lines.linePos(problem.pos[0]).line}`, problem.message)
  if (document.contents === null) return new Map()
  if (!isMap(document.contents)) throw new ConfigError(`${path}:1`, 'must be a map of settings, as in "name: web-1"')
  return new Map(document.contents.items.map((pair) => readPair(pair, path, lines)))
}

function readPair({ key, value }: Pair, path: string, lines: LineCounter): [string, Sourced] {
  const name = String(isScalar(key) ? key.value : key)
  const offset = (isScalar(key) ? key.range?.[0] : 0) ?? 0
  const where = `${path}:${lines.linePos(offset).line}`
  const setting = SETTINGS.find((candidate) => candidate.key === name)
  if (setting === undefined) {
    throw new ConfigError(
      where,
      unknownKey(
        name,
        SETTINGS.map((known) => known.key),
      ),
    )
  }
  return [name, { value: readValue(setting, value, where), where }]
}

function readValue({ key, kind }: Setting, node: unknown, where: string): SettingValue {
  if (kind === 'switch' && isScalar(node) && typeof node.value === 'boolean') return node.value
  if (kind === 'text' && isPlain(node)) return textOf(node)
  if (kind === 'list' && isPlain(node)) return [textOf(node)]
  if (kind === 'list' && isSeq(node) && node.items.every(isPlain)) return node.items.map(textOf)
  if (kind === 'map' && isMap(node) && node.items.every(({ value }) => isPlain(value))) {
    return Object.fromEntries(
      node.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), textOf(pair.value as Plain)]),
    )
  }
  throw new ConfigError(where, `${key} must be ${EXPECTED[kind]}`)
}

const EXPECTED = {
  switch: 'true or false',
  text: 'a text',
  list: 'a text or a list of texts',
  map: 'a map of keys to values',
} as const

interface Plain {
  readonly value: string | number | boolean
  /** As it was written. */
  readonly source?: string
}

/** As it was written: a version 1.10 must not become 1.1. */
function textOf({ value, source }: Plain): string {
  return typeof value === 'string' ? value : (source ?? String(value))
}

function isPlain(node: unknown): node is Plain {
  return isScalar(node) && ['string', 'number', 'boolean'].includes(typeof node.value)
}

function readText(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > MAX_BYTES) throw new ConfigError(path, `has ${size} bytes, the most is ${MAX_BYTES}`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
