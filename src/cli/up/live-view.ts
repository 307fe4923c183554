import pc from 'picocolors'
import { visible } from '../../base/visible-text.ts'
import { colourStatus, describeTags, timeOfDay } from '../output/describe.ts'
import { table } from '../output/table.ts'
import type { RecentEvents } from './recent-events.ts'
import type { MemberLine } from './up-line.ts'

/** What the live view shows. */
export interface ViewModel {
  readonly members: readonly MemberLine[]
  /** Index of the member that the keys act on. */
  readonly chosen: number
  readonly recent: RecentEvents
  readonly elapsedMs: number
  /** Rows and columns of the terminal. */
  readonly height: number
  readonly width: number
}

const ESCAPE = String.fromCharCode(27)
const KEYS = '↑↓ or 1–9 choose · k kill · p pause · c continue · r restart · e fire an event · q quit'
/** Lines that are not events. */
const FRAME_LINES = 9

/** The whole screen, as text: what it shows depends on the model alone. */
export function renderView(model: ViewModel): string {
  const { members, recent, height } = model
  const room = Math.max(3, height - FRAME_LINES - members.length)
  const lines = [
    header(model),
    '',
    memberTable(model),
    '',
    pc.bold('Last event of ours'),
    `  ${arrivals(recent)}`,
    pc.bold('What happened'),
    ...recent.lines.slice(-room).map(({ at, text }) => `  ${pc.dim(timeOfDay(at))} ${visible(text)}`),
    pc.dim(KEYS),
  ]
  return lines.map((line) => cutAll(line, model.width)).join('\n')
}

function header({ members, elapsedMs }: ViewModel): string {
  const running = members.filter((member) => member.process === 'running').length
  const clock = new Date(elapsedMs).toISOString().slice(14, 19)
  return `${pc.bold('hearsay up')}  ${running} of ${members.length} agents run on this machine  ${pc.dim(clock)}`
}

function memberTable({ members, chosen }: ViewModel): string {
  const titles = ['', 'NAME', 'STATE (as most see it)', 'PROCESS', 'INC', 'HEALTH', 'OUT/S', 'IN/S', 'TAGS', 'ADDRESS']
  const rows = members.map((member, i) => [
    i === chosen ? pc.cyan('▸') : ' ',
    member.name,
    `${colourStatus(member.status)} ${pc.dim(`${member.agree}/${member.asked}`)}`,
    PROCESS_COLOURS[member.process](member.process),
    number(member.incarnation),
    number(member.health),
    member.packetsSentPerSecond.toFixed(1),
    member.packetsReceivedPerSecond.toFixed(1),
    visible(describeTags(member.tags)),
    member.address,
  ])
  return table(titles, rows)
}

const PROCESS_COLOURS = { running: pc.green, starting: pc.cyan, paused: pc.yellow, down: pc.red } as const

function number(value: number | null): string {
  return value === null ? '–' : String(value)
}

function arrivals({ fired }: RecentEvents): string {
  if (fired === undefined) return pc.dim('none yet: press e')
  const times = [...fired.arrivals].map(([name, ms]) => `${name} ${ms} ms`)
  return `${fired.id} from ${fired.by}: ${times.length === 0 ? 'on its way' : times.join(' · ')}`
}

/** Cuts every line of a block to the width of the terminal, so that redrawing never wraps. */
function cutAll(block: string, width: number): string {
  return block
    .split('\n')
    .map((line) => cut(line, width))
    .join('\n')
}

/** Cuts a line without cutting a colour's escape. */
function cut(line: string, width: number): string {
  let shown = 0
  let out = ''
  for (const [part] of line.matchAll(PART)) {
    const isEscape = part.startsWith(ESCAPE)
    if (!isEscape && shown >= width) continue // later escapes still end the colours
    out += part
    if (!isEscape) shown++
  }
  return out
}

/** An escape that sets a colour, or one character. */
const PART = new RegExp(`${ESCAPE}\\[[0-9;]*m|[^]`, 'gu')
