import { describe, expect, it } from 'vitest'
import { readSerfLine } from './serf-log.ts'

const line = (text: string): string => `    2026/11/25 01:29:20 ${text}`

describe('a line of Serf’s log', () => {
  it('tells of members that failed or left', () => {
    expect(readSerfLine(line('[INFO] serf: EventMemberFailed: h1 127.0.0.1'))).toEqual({ what: 'failed', member: 'h1' })
    expect(readSerfLine(line('[INFO] serf: EventMemberLeave: h1 127.0.0.1'))).toEqual({ what: 'left', member: 'h1' })
    expect(readSerfLine(line('[INFO] serf: EventMemberLeave (forced): h1 127.0.0.1'))).toEqual({
      what: 'left',
      member: 'h1',
    })
  })

  it('tells of suspicions, its own and those of others', () => {
    const suspected = { what: 'suspected', member: 'h1' }
    expect(readSerfLine(line('[INFO] memberlist: Suspect h1 has failed, no acks received'))).toEqual(suspected)
    const marked = '[INFO] memberlist: Marking h1 as failed, suspect timeout reached (0 peer confirmations)'
    expect(readSerfLine(line(marked))).toEqual(suspected)
  })

  it('tells of everything that Serf warns of', () => {
    const unknown = '[ERR] memberlist: Failed to decode alive message: EOF'
    expect(readSerfLine(line(unknown))).toEqual({
      what: 'complaint',
      text: 'memberlist: Failed to decode alive message: EOF',
    })
    expect(readSerfLine(line('[WARN] serf: Received message of unknown type: 77'))?.what).toBe('complaint')
    expect(readSerfLine(line('[DEBUG] serf: messageJoinType: h1'))).toBeUndefined()
  })
})
