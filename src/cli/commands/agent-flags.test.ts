import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { flagOf, SETTINGS } from '../../agent/config/settings.ts'
import { type CollectedFlags, givenFlags, settingOptions } from './agent-flags.ts'

/** What a command line gives, by setting. */
function given(...args: string[]): Record<string, readonly string[]> {
  const command = new Command()
  for (const option of settingOptions()) command.addOption(option)
  return givenFlags(command.parse(args, { from: 'user' }).opts<CollectedFlags>())
}

describe('the flags of an agent', () => {
  it('are one for each setting, and come back under its key', () => {
    for (const setting of SETTINGS) expect(given(`--${flagOf(setting)}`, 'x')).toEqual({ [setting.key]: ['x'] })
  })

  it('are none where none was given', () => {
    expect(given()).toEqual({})
  })

  it('keep every text of one that is repeated, in order', () => {
    expect(given('--tag', 'a=1', '--join', 'x', '--tag', 'b=2', '--tag', 'a=3')).toEqual({
      tags: ['a=1', 'b=2', 'a=3'],
      join: ['x'],
    })
  })

  it('mean yes where a switch stands alone', () => {
    expect(given('--insecure', '--compress', 'no')).toEqual({ insecure: ['yes'], compress: ['no'] })
  })
})
