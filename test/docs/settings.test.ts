import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { flagOf, SETTINGS, variableOf } from '../../src/agent/config/settings.ts'
import { ACCRUAL_DEFAULTS } from '../../src/detection/phi/evidence/options.ts'
import { REPAIR_DEFAULTS } from '../../src/dissemination/index.ts'
import { SERF_DEFAULTS } from '../../src/membership/serf/options.ts'
import { PROFILES } from '../../src/membership/swim/options.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/reference/settings.md', import.meta.url)), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| `'))

/** The cells of a setting's row, from the defaults on. */
function defaultsOf(setting: string, columns: number): string[] | undefined {
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
  return cells.find((row) => row[1] === `\`${setting}\``)?.slice(3, 3 + columns)
}

const show = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))

describe('the page of settings', () => {
  for (const [setting, lan] of Object.entries(PROFILES.lan)) {
    it(`has the true defaults of swim.${setting}`, () => {
      const others = [PROFILES.wan, PROFILES.local].map(
        (profile) => Object.entries(profile).find(([key]) => key === setting)?.[1],
      )
      expect(defaultsOf(setting, 3)).toEqual([lan, ...others].map(show))
    })
  }

  for (const [setting, value] of Object.entries(SERF_DEFAULTS)) {
    it(`has the true default of serf.${setting}`, () => {
      expect(defaultsOf(setting, 1)).toEqual([show(value)])
    })
  }

  for (const [setting, value] of Object.entries(ACCRUAL_DEFAULTS)) {
    it(`has the true default of accrual.${setting}`, () => {
      expect(defaultsOf(setting, 1)).toEqual([show(value)])
    })
  }

  for (const [setting, value] of Object.entries(REPAIR_DEFAULTS)) {
    it(`has the true default of broadcasts.${setting}`, () => {
      expect(defaultsOf(setting, 1)).toEqual([show(value)])
    })
  }

  it('has no setting that is not there', () => {
    const all = [PROFILES.lan, SERF_DEFAULTS, ACCRUAL_DEFAULTS, REPAIR_DEFAULTS].flatMap((defaults) =>
      Object.keys(defaults),
    )
    expect(rows).toHaveLength(all.length)
  })
})

describe('the page of commands', () => {
  const commands = readFileSync(fileURLToPath(new URL('../../docs/reference/cli.md', import.meta.url)), 'utf8')
  for (const setting of SETTINGS) {
    it(`has flag, variable and key of ${setting.key}`, () => {
      const row = commands.split('\n').find((line) => line.includes(`| \`${setting.key}\` |`))
      expect(row).toContain(`| \`--${flagOf(setting)} `)
      expect(row).toContain(`| \`${variableOf(setting)}\` |`)
    })
  }
})
