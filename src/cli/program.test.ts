import { describe, expect, it } from 'vitest'
import { runCli } from '../../test/support/run-cli.ts'
import { VERSION } from '../agent/version.ts'

const COMMANDS = [
  'up',
  'agent',
  'members',
  'join',
  'leave',
  'event',
  'monitor',
  'info',
  'sim',
  'plan',
  'experiment',
  'claims',
  'sweep',
]

describe('the program', () => {
  it('tells its version and its commands', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    expect([...stdout.matchAll(/^ {2}([a-z]+) [^\n]* {2,}/gm)].map((match) => match[1])).toEqual(
      expect.arrayContaining(COMMANDS),
    )
  })

  it('begins the help of every command with examples', async () => {
    const inner = ['sim run', 'experiment list', 'experiment run', 'sweep run', 'sweep worker', 'sweep tasks']
    for (const command of [...COMMANDS, ...inner]) {
      const { code, stdout } = await runCli([...command.split(' '), '--help'])
      const begin = `Examples:\n  hearsay ${command}`
      expect([code, stdout.slice(0, begin.length)]).toEqual([0, begin])
    }
  })

  it('ends with the code of a wrong command line, of sub-commands too, and says what is wrong on standard error', async () => {
    const cases: [args: string[], says: RegExp][] = [
      [['membres'], /unknown command 'membres'[^]*Did you mean members\?/],
      [['members', '--stats'], /unknown option '--stats'[^]*Did you mean --status\?/],
      [['event'], /missing required argument 'NAME'/],
      [['plan'], /required option '--nodes <N>' not specified/],
      [['plan', '--nodes', '3', '--seed', '1.5'], /It must be a whole number from 0 to/],
      [['plan', '--nodes', '3', '--latency', '5'], /It must be a time, such as 500ms, 5s or 2m\./],
      [['plan', '--nodes', '3', '--bytes', '5G'], /It must be a number of bytes, such as 800, 20k or 1M\./],
      [['sim', 'run', 'x.yaml', '--seed', ''], /It must be a whole number from 0 to/],
      [['sim', 'run', '--nonsense'], /unknown option '--nonsense'/],
      [['sweep', 'run', 'x.yaml', '--shard', '4/3'], /It must be I\/N with I from 1 to N/],
      [['sweep', 'worker'], /required option '--queue <URL>' not specified/],
      [['up', '--nodes', '51'], /It must be a whole number from 1 to 50\./],
      [['experiment', 'run', '--scale', '2'], /It must be a number above 0 and at most 1\./],
      [['claims', '--section', 'Z9'], /Allowed choices are/],
    ]
    for (const [args, says] of cases)
      expect([args, await runCli(args)]).toEqual([
        args,
        { code: 2, stdout: '', stderr: expect.stringMatching(says) as string },
      ])
  })
})
