import { atLeast, whole } from '../check.ts'
import type { Fault, FaultSchedule } from '../faults/fault.ts'
import type { TraceEntry, TraceKind } from './trace-entry.ts'

/** Which part of a trace is written, and how. */
export interface ChromeTraceOptions {
  /** Faults, each as it really began, become slices of a track of their own. */
  readonly schedule?: FaultSchedule
  /** Most trace entries; the rest is left out and counted. Default 200,000: what viewers still open quickly. */
  readonly maxEntries?: number
  /** Only from this virtual time… */
  readonly fromMs?: number
  /** …and up to this one. */
  readonly toMs?: number
  /** Only what happens at these nodes, or comes from them. */
  readonly nodes?: readonly number[]
  /** What a track is called; default "node 3". */
  readonly nodeName?: (node: number) => string
  /** What a message is called; default "message 7", by its tag. */
  readonly tagName?: (tag: number) => string
}

/**
 * A trace in Chrome's Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing show: a node is a track,
 * a message a flow from its sending to its arrival, a fault a slice; what is down or paused is a slice of its node.
 */
export function toChromeTrace(trace: readonly TraceEntry[], options: ChromeTraceOptions = {}): string {
  const most = whole(options.maxEntries ?? 200_000, 1, 'maxEntries')
  const fromMs = atLeast(options.fromMs ?? 0, 0, 'fromMs')
  const lastMs = trace.at(-1)?.at ?? 0
  const toMs = Math.min(lastMs, atLeast(options.toMs ?? lastMs, 0, 'toMs'))
  const seen = trace.filter((entry) => entry.at <= toMs && isOfNodes(entry, options.nodes))
  const wanted = seen.filter(({ at }) => at >= fromMs)
  const written = wanted.slice(0, most)
  const leftOut = wanted.length - written.length
  const writer = new ChromeWriter(options)
  for (const entry of seen) if (entry.at < fromMs) writer.state(entry)
  for (const entry of written) writer.entry(entry)
  for (const [i, fault] of (options.schedule ?? []).entries()) writer.fault(fault, i, lastMs)
  return JSON.stringify({
    displayTimeUnit: 'ms',
    otherData: { entries: written.length, leftOut },
    traceEvents: writer.finish(leftOut === 0 ? toMs : (written.at(-1)?.at ?? toMs)),
  })
}

function isOfNodes({ node, peer }: TraceEntry, nodes: readonly number[] | undefined): boolean {
  return nodes === undefined || nodes.includes(node) || nodes.includes(peer)
}

type ChromeEvent = Readonly<Record<string, unknown>>

const NODES_PROCESS = 1
const FAULTS_PROCESS = 2
/** Kinds of entry that begin a state of a node, and those that end one, by the name of the state. */
const STATES: Readonly<Partial<Record<TraceKind, string>>> = { crash: 'down', pause: 'paused', hold: 'mail held' }
const STATE_ENDS: Readonly<Partial<Record<TraceKind, string>>> = {
  start: 'down',
  restart: 'down',
  crash: 'paused',
  resume: 'paused',
  release: 'mail held',
}

class ChromeWriter {
  readonly #options: ChromeTraceOptions
  readonly #events: ChromeEvent[] = []
  readonly #tracks = new Set<number>()
  /** When a state of a node began, by node and state. */
  readonly #since = new Map<string, { readonly node: number; readonly state: string; readonly at: number }>()
  #flows = 0

  constructor(options: ChromeTraceOptions) {
    this.#options = options
  }

  entry(entry: TraceEntry): void {
    const { kind, node, at } = entry
    if (node >= 0) this.#tracks.add(node)
    if (entry.sentAt !== undefined) this.#message(entry, entry.sentAt)
    else if (kind !== 'timer') this.#mark(entry)
    else this.#event({ name: `timer ${entry.tag & 255}`, ph: 'i', s: 't', ...this.#place(node, at) })
    this.state(entry)
  }

  /** Only what the entry means for the state of its node, which may last until what is written. */
  state({ kind, node, at }: TraceEntry): void {
    const [begins, ends] = [STATES[kind], STATE_ENDS[kind]]
    if (begins !== undefined) this.#since.set(`${node} ${begins}`, { node, state: begins, at })
    if (ends !== undefined) this.#endState(`${node} ${ends}`, at)
  }

  fault(fault: Fault, id: number, lastMs: number): void {
    const end = 'durationMs' in fault && fault.durationMs !== undefined ? fault.at + fault.durationMs : lastMs
    const common = { cat: 'fault', name: fault.kind, id, pid: FAULTS_PROCESS, tid: 1 }
    this.#event({ ...common, ph: 'b', ts: ticks(fault.at), args: fault })
    this.#event({ ...common, ph: 'e', ts: ticks(Math.max(fault.at, end)) })
  }

  /** @param lastMs to which states last that have not ended @returns all events, with the names of the tracks */
  finish(lastMs: number): readonly ChromeEvent[] {
    for (const key of [...this.#since.keys()]) this.#endState(key, lastMs)
    const nodeName = this.#options.nodeName ?? ((node) => `node ${node}`)
    const tracks = [...this.#tracks].sort((a, b) => a - b)
    const names = tracks.map((node) => metadata('thread_name', NODES_PROCESS, trackOf(node), nodeName(node)))
    const processes = [
      metadata('process_name', NODES_PROCESS, 0, 'nodes'),
      metadata('process_name', FAULTS_PROCESS, 0, 'faults'),
    ]
    return [...processes, ...names, ...this.#events]
  }

  /** Two short slices, because a flow goes from slice to slice. */
  #message({ kind, node, peer, tag, size, at }: TraceEntry, sentAt: number): void {
    const name = (this.#options.tagName ?? ((number) => `message ${number}`))(tag)
    const flow = { cat: 'message', name, id: ++this.#flows }
    const [sent, arrived] = [this.#place(peer, sentAt), this.#place(node, at)]
    this.#tracks.add(peer)
    this.#event({ name: `send ${name}`, ph: 'X', dur: 1, ...sent, args: { to: node, bytes: size } })
    this.#event({ ...flow, ph: 's', ...sent })
    this.#event({ name: `${kind} ${name}`, ph: 'X', dur: 1, ...arrived, args: { from: peer, bytes: size } })
    this.#event({ ...flow, ph: 'f', bp: 'e', ...arrived })
  }

  /** Something that has no length. What belongs to no node is seen on all tracks. */
  #mark({ kind, node, peer, tag, size, at, event }: TraceEntry): void {
    const args = peer < 0 ? {} : { peer, tag, bytes: size }
    this.#event({ name: event ?? kind, ph: 'i', s: node < 0 ? 'g' : 't', ...this.#place(node, at), args })
  }

  #endState(key: string, at: number): void {
    const begun = this.#since.get(key)
    if (begun === undefined) return
    this.#since.delete(key)
    if (at < (this.#options.fromMs ?? 0)) return
    this.#tracks.add(begun.node)
    this.#event({ name: begun.state, ph: 'X', dur: ticks(at - begun.at), ...this.#place(begun.node, begun.at) })
  }

  #place(node: number, at: number): ChromeEvent {
    return { pid: NODES_PROCESS, tid: trackOf(node), ts: ticks(at) }
  }

  #event(event: ChromeEvent): void {
    this.#events.push(event)
  }
}

/** Track 0 is for what belongs to no node. */
function trackOf(node: number): number {
  return node + 1
}

function ticks(ms: number): number {
  return Math.round(ms * 1000)
}

function metadata(what: string, pid: number, tid: number, name: string): ChromeEvent {
  return { name: what, ph: 'M', pid, tid, args: { name } }
}
