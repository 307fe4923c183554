import { describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import { REFUSED } from '../../maelstrom/index.ts'
import { EXIT } from '../exit-codes.ts'

function lines(...bodies: readonly object[]): Uint8Array[] {
  return bodies.map((body) => Buffer.from(`${JSON.stringify({ src: 'c1', dest: 'n1', body })}\n`))
}

const INIT = { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1'] }

describe('hearsay maelstrom', () => {
  it('answers on standard output, complains on standard error, and ends with its input', async () => {
    const input = [
      ...lines(INIT, { type: 'broadcast', msg_id: 2, message: 7 }),
      Buffer.from('nonsense\n'),
      ...lines({ type: 'read', msg_id: 3 }),
    ]
    const { code, stdout, stderr } = await runCli(['maelstrom', 'broadcast'], { input })
    expect(stdout.trim().split('\n')).toEqual([
      '{"src":"n1","dest":"c1","body":{"type":"init_ok","in_reply_to":1}}',
      '{"src":"n1","dest":"c1","body":{"type":"broadcast_ok","in_reply_to":2}}',
      '{"src":"n1","dest":"c1","body":{"type":"read_ok","messages":[7],"in_reply_to":3}}',
    ])
    expect([code, stderr]).toEqual([0, 'hearsay: a line that is no message: no JSON\n'])
  })

  it.each(Object.keys(REFUSED))('refuses %s, and says why gossip cannot pass it', async (workload) => {
    const { code, stdout, stderr } = await runCli(['maelstrom', workload])
    expect([code, stdout]).toEqual([EXIT.refused, ''])
    expect(stderr).toBe(`hearsay: the workload ${workload} is not for gossip: ${REFUSED[workload]}\n`)
  })

  it('says which workloads there are when it is given another', async () => {
    const { code, stderr } = await runCli(['maelstrom', 'brodcast'])
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('there is no workload "brodcast"; did you mean "broadcast"? There are echo, unique-ids,')
  })

  it.each(['-1', 'x', '60001', ''])('refuses to wait "%s" ms for more', async (batch) => {
    const { code, stderr } = await runCli(['maelstrom', 'broadcast', `--batch=${batch}`])
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('It must be a number from 0 to 60000.')
  })

  it('begins its help with examples', async () => {
    const { code, stdout } = await runCli(['maelstrom', '--help'])
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Examples:'])
  })
})
