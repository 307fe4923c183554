import { atLeast, list, object, positive, probability, shown, whole } from '../check.ts'
import { checkFields, type FieldCheck, type FieldChecks, type Optional } from '../check-fields.ts'
import { BEGINNING, checkEnds } from './check-beginning.ts'
import type { Fault, FaultSchedule } from './fault.ts'

/** The greatest index of a node: rules keep a bit for each node up to it, 2 MB (our choice). */
const LAST_NODE = 0xffffff

const time: FieldCheck = (value, field) => atLeast(value, 0, field)
const duration: FieldCheck = positive
/** Of flapping: shorter spells would let no time pass, and a run that has them would not end. */
const spell: FieldCheck = (value, field) => atLeast(value, 1, field)
const jump: FieldCheck = (value, field) => atLeast(value, -MOST, field)
const drift: FieldCheck = (value, field) => {
  if (atLeast(value, -MOST, field) > -1_000_000) return
  throw new RangeError(`${field}: at ${shown(value)} a clock would not go forward`)
}
const chance: FieldCheck = probability
const nodes: FieldCheck = (value, field) => {
  for (const [i, node] of list(value, field).entries()) checkNode(node, `${field}[${i}]`)
}
const groups: FieldCheck = (value, field) => {
  const both = list(value, field)
  if (both.length !== 2) throw new RangeError(`${field}: there are ${both.length} groups, not two`)
  for (const [i, group] of both.entries()) nodes(group, `${field}[${i}]`)
}
const reach: FieldCheck = (value, field) => whole(value, 0, field)
const share: FieldCheck = (value, field) => {
  if (positive(value, field) > 1) throw new RangeError(`${field}: ${shown(value)} is more than all`)
}

const LINKS = { from: { optional: nodes }, to: { optional: nodes } }

/** What the fields of each kind of fault must be, besides its beginning and, unless it says so, `durationMs`. */
const FIELDS: Readonly<Record<Fault['kind'], FieldChecks>> = {
  crash: { nodes },
  pause: { nodes },
  partition: { groups },
  cut: { from: nodes, to: nodes },
  loss: { probability: chance, ...LINKS },
  latency: { latencyMs: time, ...LINKS },
  corruption: { probability: chance, ...LINKS },
  flapping: { groups, cutMs: spell, openMs: spell },
  ring: { nodes, reach },
  hold: { nodes },
  swizzle: { nodes: { optional: nodes }, durationMs: duration },
  cpu: { nodes, share },
  clock: { nodes, driftPpm: { optional: drift }, jumpMs: { optional: jump } },
  restart: { nodes },
  resume: { nodes },
  heal: {},
}

const LASTING = new Set<string>(
  Object.keys(FIELDS).filter((kind) => kind !== 'restart' && kind !== 'resume' && kind !== 'heal'),
)
const MOST = Number.MAX_SAFE_INTEGER

/** Takes a schedule that came from outside. @throws RangeError that names the fault and the field */
export function checkSchedule(value: unknown, field = 'schedule'): FaultSchedule {
  return list(value, field).map((fault, i) => checkFault(fault, `${field}[${i}]`))
}

function checkFault(value: unknown, field: string): Fault {
  const fault = object(value, field)
  const kind = fault['kind']
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) {
    throw new RangeError(`${field}.kind: there is no fault ${shown(kind)}`)
  }
  const checks = { kind: () => {}, ...BEGINNING, ...lasting(kind), ...FIELDS[kind as Fault['kind']] }
  const checked = checkFields(fault, checks, field, `a ${kind}`) as unknown as Fault
  checkEnds(checked, field)
  return checked
}

function lasting(kind: string): Record<string, Optional> {
  return LASTING.has(kind) ? { durationMs: { optional: duration } } : {}
}

function checkNode(value: unknown, field: string): void {
  const node = whole(value, 0, field)
  if (node > LAST_NODE)
    throw new RangeError(`${field}: ${node} is more than ${LAST_NODE}, the last that a fault can name`)
}
