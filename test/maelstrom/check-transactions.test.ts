import { describe, expect, it } from 'vitest'
import { findAnomalies, type Operation, type Transaction } from './check-transactions.ts'

function ok(...operations: Operation[]): Transaction {
  return { operations, outcome: 'ok' }
}

describe('the checker of transactions', () => {
  it('has nothing to say of transactions one after the other', () => {
    const history = [
      ok(['w', 1, 1], ['w', 2, 1]),
      ok(['r', 1, 1], ['w', 1, 2]),
      ok(['r', 1, 2], ['r', 2, 1], ['r', 3, null]),
    ]
    expect(findAnomalies(history)).toEqual([])
  })

  it('allows lost updates and a write whose outcome is not known', () => {
    const history: Transaction[] = [
      ok(['w', 1, 1]),
      ok(['r', 1, 1], ['w', 1, 2]),
      ok(['r', 1, 1], ['w', 1, 3]),
      { operations: [['w', 2, 9]], outcome: 'info' },
      ok(['r', 2, 9]),
    ]
    expect(findAnomalies(history)).toEqual([])
  })

  it.each([
    ['a value that nobody wrote', [ok(['r', 1, 7])], 'nobody wrote'],
    [
      'the write of a transaction that failed',
      [{ operations: [['w', 1, 1]], outcome: 'fail' }, ok(['r', 1, 1])],
      'G1a',
    ],
    ['a value that was replaced in its own transaction', [ok(['w', 1, 1], ['w', 1, 2]), ok(['r', 1, 1])], 'G1b'],
    ['its own write missed', [ok(['w', 1, 1], ['r', 1, null])], 'internal'],
    ['two transactions that read of one another', [ok(['w', 1, 1], ['r', 2, 1]), ok(['w', 2, 1], ['r', 1, 1])], 'G1c'],
    [
      'writes in different orders',
      [ok(['w', 1, 1], ['r', 2, 2], ['w', 2, 1]), ok(['r', 1, 1], ['w', 1, 2], ['w', 2, 2])],
      'G0',
    ],
  ] as [string, Transaction[], string][])('finds %s', (_name, history, said) => {
    expect(findAnomalies(history).join('; ')).toContain(said)
  })
})
