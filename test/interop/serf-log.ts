import type { Saying } from './journal.ts'
import { suspectedIn } from './memberlist-log.ts'

const FAILED = /serf: EventMemberFailed: (\S+)/
const LEFT = /serf: EventMemberLeave(?: \(forced\))?: (\S+)/
const COMPLAINT = /\[(?:WARN|ERR)\] (.*)/

/** What a line of Serf's log (level debug) says about members or about what it could not read. */
export function readSerfLine(line: string): Saying | undefined {
  const failed = FAILED.exec(line)
  if (failed !== null) return { what: 'failed', member: failed[1] as string }
  const left = LEFT.exec(line)
  if (left !== null) return { what: 'left', member: left[1] as string }
  const suspected = suspectedIn(line)
  if (suspected !== undefined) return { what: 'suspected', member: suspected }
  const text = COMPLAINT.exec(line)?.[1]
  return text === undefined ? undefined : { what: 'complaint', text }
}
