import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { agentOptions, logOptions } from './agent-options.ts'
import { ConfigError } from './config-error.ts'
import { loadConfig, type ConfigSources } from './load-config.ts'
import { flagOf, SETTINGS, variableOf } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(text: string, name = 'hearsay.yaml'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function load(sources: Partial<ConfigSources>): Promise<ReturnType<typeof agentOptions>> {
  return agentOptions((await loadConfig({ flags: {}, environment: {}, ...sources })).settings)
}

async function fault(sources: Partial<ConfigSources>): Promise<string> {
  try {
    await load(sources)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(`${folder}/`, '')
    throw error
  }
  return 'no fault'
}

const FILE = `
# a member
name: from-file
bind: 127.0.0.1:7000
join: [10.0.0.1, 10.0.0.2]
tags:
  role: web
  version: 1.10
profile: wan
swim:
  probeTimeoutMs: 2500
  eagerGossip: false
insecure: true
`

describe('a configuration', () => {
  it('comes from a file', async () => {
    expect(await load({ file: fileOf(FILE) })).toEqual({
      name: 'from-file',
      bind: '127.0.0.1:7000',
      join: ['10.0.0.1', '10.0.0.2'],
      tags: { role: 'web', version: '1.10' },
      profile: 'wan',
      swim: { probeTimeoutMs: 2500, eagerGossip: false },
      insecure: true,
    })
  })

  it('may be JSON', async () => {
    const file = fileOf('{"name": "a", "join": "10.0.0.1", "http": "off"}', 'hearsay.json')
    expect(await load({ file })).toEqual({ name: 'a', join: ['10.0.0.1'], http: false })
  })

  it('may be empty', async () => {
    expect(await load({ file: fileOf('') })).toEqual({})
    expect(await load({})).toEqual({})
  })

  it('switches heartbeats on by naming them, with their defaults or without', async () => {
    expect(await load({ file: fileOf('accrual: {}') })).toEqual({ accrual: {} })
    expect(await load({ flags: { accrual: ['threshold=10', 'intervalMs=250'] } })).toEqual({
      accrual: { threshold: 10, intervalMs: 250 },
    })
    expect(await fault({ flags: { accrual: ['treshold=10'] } })).toMatch(/did you mean "threshold"\?/)
  })

  it('takes flags over the environment, and the environment over the file', async () => {
    const environment = {
      HEARSAY_NAME: 'from-environment',
      HEARSAY_BIND: '127.0.0.1:7001',
      HEARSAY_TAGS: 'role=db, zone=a',
      HEARSAY_CONFIG: fileOf(FILE),
    }
    const options = await load({ environment, flags: { name: ['from-flag'], tags: ['role=cache'] } })
    expect(options).toMatchObject({
      name: 'from-flag',
      bind: '127.0.0.1:7001',
      tags: { role: 'cache' },
      profile: 'wan',
    })
    expect(await load({ environment, flags: {} })).toMatchObject({ tags: { role: 'db', zone: 'a' } })
  })

  it('reads yes and no the same way everywhere', async () => {
    for (const [text, value] of [
      ['yes', true],
      ['on', true],
      ['0', false],
      ['false', false],
    ] as const) {
      expect(await load({ flags: { compress: [text] } })).toEqual({ compress: value })
      expect(await load({ environment: { HEARSAY_INSECURE: text } })).toEqual({ insecure: value })
      expect(await load({ flags: { swim: [`eagerGossip=${text}`] } })).toEqual({ swim: { eagerGossip: value } })
    }
  })

  it('of a list takes every flag, every part of a variable between commas, and every item of a file', async () => {
    const seeds = ['10.0.0.1', '10.0.0.2:7000']
    expect(await load({ flags: { join: seeds } })).toEqual({ join: seeds })
    expect(await load({ environment: { HEARSAY_JOIN: ' 10.0.0.1,, 10.0.0.2:7000 ' } })).toEqual({ join: seeds })
    expect(await load({ file: fileOf('join:\n- 10.0.0.1\n- 10.0.0.2:7000\n') })).toEqual({ join: seeds })
    expect(await load({ flags: { join: ['10.0.0.9'] }, environment: { HEARSAY_JOIN: '10.0.0.1' } })).toEqual({
      join: ['10.0.0.9'],
    })
  })

  it('takes a variable that is empty for one that is not set', async () => {
    const environment = { HEARSAY_NAME: '', HEARSAY_CONFIG: '', HEARSAY_TAGS: '' }
    expect(await load({ environment })).toEqual({})
  })

  it('refuses a file of more than a mebibyte', async () => {
    expect(await fault({ file: fileOf(`name: ${'x'.repeat(1 << 20)}`, 'large.yaml') })).toBe(
      'large.yaml: has 1048582 bytes, the most is 1048576',
    )
  })

  it('prefers the file of the command line', async () => {
    const environment = { HEARSAY_CONFIG: fileOf(FILE) }
    expect(await load({ environment, file: fileOf('name: other', 'other.yaml') })).toEqual({ name: 'other' })
  })

  it('names file, line and the nearest key for one that is not known', async () => {
    expect(await fault({ file: fileOf('name: a\nbnd: x\n') })).toMatch(
      /^hearsay\.yaml:2: unknown key "bnd"; did you mean "bind"\?/,
    )
    expect(await fault({ file: fileOf('swim: {probeTimeout: 1}') })).toMatch(
      /^hearsay\.yaml:1: unknown setting "probeTimeout"; did you mean "probeTimeoutMs"\?/,
    )
  })

  it('says where a value is wrong, and what it may be', async () => {
    expect(await fault({ file: fileOf('name: a\njoin: {a: b}') })).toBe(
      'hearsay.yaml:2: join must be a text or a list of texts',
    )
    expect(await fault({ file: fileOf('insecure: perhaps') })).toBe('hearsay.yaml:1: insecure must be true or false')
    expect(await fault({ file: fileOf('- a') })).toMatch(/^hearsay\.yaml:1: must be a map/)
    expect(await fault({ file: fileOf('a: [') })).toMatch(/^hearsay\.yaml:1: /)
    expect(await fault({ file: fileOf('name: a\nname: b') })).toMatch(/^hearsay\.yaml:2: Map keys must be unique/)
    expect(await fault({ file: join(folder, 'missing.yaml') })).toMatch(/^missing\.yaml: cannot be read: ENOENT/)
    expect(await fault({ flags: { profile: ['lam'] } })).toMatch(/^--profile: .*did you mean "lan"/)
    expect(await fault({ flags: { transport: ['tpc'] } })).toBe(
      '--transport: transport is "tpc", but must be one of udp+tcp, tcp; did you mean "tcp"?',
    )
    expect(await fault({ flags: { swim: ['eagerGossip=perhaps'] } })).toBe(
      '--swim: eagerGossip: "perhaps" is neither true nor false',
    )
    expect(await fault({ flags: { tags: ['role'] } })).toBe('--tag: "role" is not KEY=VALUE')
    expect(await fault({ environment: { HEARSAY_INSECURE: 'maybe' } })).toMatch(/^HEARSAY_INSECURE: "maybe" is neither/)
    expect(await fault({ flags: { swim: ['probeTimeoutMs=soon'] } })).toBe(
      '--swim: probeTimeoutMs is "soon", but must be a number',
    )
  })

  it('takes keys from a file: one a line, or Serf’s list', async () => {
    expect(await load({ flags: { keyFile: [fileOf('QUJD\nREVG\n', 'keys')] } })).toEqual({ key: ['QUJD', 'REVG'] })
    expect(await load({ flags: { keyFile: [fileOf('["QUJD"]', 'keyring')] } })).toEqual({ key: ['QUJD'] })
  })

  it('never shows a key in an error', async () => {
    const faults = [
      await fault({ flags: { keyFile: [fileOf('["QUJD', 'torn')] } }),
      await fault({ flags: { keyFile: [fileOf('', 'empty')] } }),
      await fault({ flags: { keyFile: [fileOf('QUJD', 'keys')], key: ['QUJD'] } }),
    ]
    expect(faults).toEqual([
      '--key-file: the key file is not a JSON list of base64 texts',
      `--key-file: empty holds no key`,
      '--key-file: keys are also given by --key: use one of them',
    ])
  })

  it('doubts variables that nobody reads, but not those that Kubernetes invents', async () => {
    const environment = {
      HEARSAY_NMAE: 'a',
      HEARSAY_SERVICE_HOST: '10.0.0.1',
      HEARSAY_PORT_7946_TCP: 'x',
      HEARSAY_TRACE: 'y',
    }
    const { warnings } = await loadConfig({ flags: {}, environment })
    expect(warnings).toEqual(['the variable HEARSAY_NMAE is not one of ours; did you mean HEARSAY_NAME?'])
  })

  it('says how to log', async () => {
    const of = async (flags: ConfigSources['flags']): Promise<unknown> =>
      logOptions((await loadConfig({ flags, environment: {} })).settings)
    expect(await of({})).toEqual({ level: 'info', format: 'text' })
    expect(await of({ logLevel: ['debug'], logFormat: ['json'] })).toEqual({ level: 'debug', format: 'json' })
    await expect(of({ logLevel: ['loud'] })).rejects.toThrow(/must be one of debug, info, warn, error/)
  })
})

describe('the list of settings', () => {
  it('gives each a flag and a variable of its own', () => {
    expect(new Set(SETTINGS.map(flagOf)).size).toBe(SETTINGS.length)
    expect(SETTINGS.map(variableOf)).toContain('HEARSAY_KEY_FILE')
  })
})
