import pc from 'picocolors'
import type { EventLine } from '../../agent/index.ts'
import { visible } from '../../base/visible-text.ts'
import type { Member, MemberStatus } from '../../node/api.ts'

/** "role=web, zone=a", by key. */
export function describeTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

/** A status with its colour; the word says it all, colour only helps. */
export function colourStatus(status: string): string {
  return (COLOURS[status as MemberStatus] ?? pc.white)(status)
}

const COLOURS: Readonly<Record<MemberStatus, (text: string) => string>> = {
  alive: pc.green,
  suspect: pc.yellow,
  leaving: pc.cyan,
  left: pc.dim,
  failed: pc.red,
}

/** An event in one line, without its time. */
export function describeEvent(event: EventLine): string {
  switch (event.type) {
    case 'event':
      return `event    ${visible(event.event.name)} ${visible(event.event.text ?? `(${event.event.payload})`)}`.trimEnd()
    case 'broadcast': {
      const { from, payload, text } = event.message
      return `bcast    ${visible(from)}: ${visible(text ?? `(${payload})`)}`
    }
    case 'suspect':
      return `suspect  ${describeMember(event.member)}, says ${visible(event.from)}`
    case 'plane':
      return `plane    ${event.plane}s ${event.isUp ? 'reach' : 'do not reach'} ${describeMember(event.member)}`
    case 'conflict':
      return `conflict ${describeMember(event.member)} is also claimed by ${event.claimant}`
    case 'health':
      return `health   ${event.score}`
    case 'selfRefute':
      return `refuted  an accusation, with incarnation ${event.incarnation}`
    case 'warning':
      return `warning  ${event.warning.code}: ${visible(event.warning.message)}`
    case 'gap':
      return `gap      ${event.missed} events were missed`
    default:
      return `${event.type.padEnd(8)} ${describeMemberOf(event)}`.trimEnd()
  }
}

/** A newer agent may tell of what we do not know. */
function describeMemberOf(event: { readonly member?: Member }): string {
  return event.member === undefined ? '' : describeMember(event.member)
}

function describeMember({ name, address }: Member): string {
  return `${visible(name)} (${address})`
}

/** The time of day, to the millisecond. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
