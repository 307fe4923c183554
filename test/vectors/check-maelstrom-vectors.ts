import { RecordingEnv } from '../../src/core/recording-env.ts'
import {
  type Body,
  type Envelope,
  ERROR_CODES,
  isDefinite,
  isWorkload,
  type Json,
  type JsonObject,
  MaelstromServer,
  readEnvelope,
  REFUSED,
  type WorkloadName,
  WORKLOADS,
} from '../../src/maelstrom/index.ts'
import { readVectors } from './read-vectors.ts'

interface ErrorCode {
  readonly kind: 'error-code'
  readonly code: number
  readonly errorName: string
  readonly definite: boolean
}

interface ErrorRule {
  readonly kind: 'error-rule'
  readonly reservedRange: readonly [number, number]
  readonly customFrom: number
  readonly customDefinite: boolean
}

interface Exchange {
  readonly kind: 'exchange'
  readonly workload: string
  readonly lines: readonly { readonly request: string; readonly expectedReply: Json }[]
  readonly note?: string
}

interface Schema {
  readonly kind: 'schema'
  readonly workload: string
  readonly requestType: string
  readonly requestRequired: readonly string[]
  readonly replyType: string
  readonly replyRequired: readonly string[]
}

interface BodyCase {
  readonly kind: 'body'
  readonly line?: string
  readonly request?: Body
}

type MaelstromCase = { readonly name: string } & (ErrorCode | ErrorRule | Exchange | Schema | BodyCase)

/** What became of the cases: how many of each kind were held, and what was wrong. */
export interface MaelstromOutcome {
  readonly checked: ReadonlyMap<string, number>
  /** Of which for workloads that are refused. */
  readonly refused: number
  readonly failures: readonly string[]
}

/** A server whose lines are kept. */
class Conversation {
  readonly #server: MaelstromServer
  #written: string[] = []

  constructor(workload: WorkloadName) {
    this.#server = new MaelstromServer(workload, {
      environment: (self) => new RecordingEnv({ self }),
      write: (line) => this.#written.push(line),
      complain: () => {},
    })
  }

  /** @returns the answers to a line */
  say(line: string): Envelope[] {
    this.#server.onLine(line)
    const lines = this.#written
    this.#written = []
    return lines.map((text) => readEnvelope(text) as Envelope)
  }

  /** @returns the body of the only answer; undefined if there is another number of them */
  ask(body: JsonObject): Body | undefined {
    const answers = this.say(JSON.stringify({ src: 'c1', dest: 'n1', body }))
    return answers.length === 1 ? answers[0]?.body : undefined
  }

  static begun(workload: WorkloadName): Conversation {
    const conversation = new Conversation(workload)
    conversation.ask({ type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2', 'n3'] })
    return conversation
  }
}

/** Requests that are in order, by workload and type. */
const SAMPLES: Readonly<Record<string, JsonObject>> = {
  'broadcast broadcast': { message: 5 },
  'broadcast read': {},
  'echo echo': { echo: 'hello' },
  'g-counter add': { delta: 5 },
  'g-set read': {},
  'pn-counter add': { delta: -5 },
  'pn-counter read': {},
  'txn-rw-register txn': { txn: [['w', 1, 2]] },
  'unique-ids generate': {},
}
/** Whose single messages are shown. */
const BODIES_OF: Readonly<Record<string, string>> = { poll: 'kafka', ts: 'lin-tso' }
const DATABASE = /database before: \{(\d+):(\d+)\}; after: \{(\d+):(\d+),(\d+):(\d+)\}/

/** Holds our server against every case. */
export function checkMaelstromVectors(): MaelstromOutcome {
  const { cases } = readVectors<{ readonly cases: readonly MaelstromCase[] }>('maelstrom/maelstrom.json')
  const checked = new Map<string, number>()
  const failures: string[] = []
  let refused = 0
  for (const vector of cases) {
    checked.set(vector.kind, (checked.get(vector.kind) ?? 0) + 1)
    failures.push(...wrongIn(vector).map((wrong) => `${vector.name}: ${wrong}`))
    if ('workload' in vector && REFUSED[vector.workload] !== undefined) refused++
  }
  return { checked, refused, failures }
}

function wrongIn(vector: MaelstromCase): string[] {
  switch (vector.kind) {
    case 'error-code':
      return wrongCode(vector)
    case 'error-rule':
      return wrongRule(vector)
    case 'exchange':
      return workloadsOf(vector.workload, (workload) => wrongExchange(vector, workload))
    case 'schema':
      return workloadsOf(vector.workload, (workload) => wrongSchema(vector, workload))
    case 'body':
      return wrongBody(vector)
    default:
      return [`a kind that nothing checks: ${String((vector as { kind: unknown }).kind)}`]
  }
}

/** A workload is done, or refused with a reason; "any" is all of them. */
function workloadsOf(name: string, check: (workload: WorkloadName) => string[]): string[] {
  if (name === 'any') return Object.keys(WORKLOADS).flatMap((workload) => check(workload as WorkloadName))
  if (isWorkload(name)) return check(name)
  return (REFUSED[name] ?? '').length > 20 ? [] : [`${name} is neither done nor refused with a reason`]
}

function wrongCode({ code, errorName, definite }: ErrorCode): string[] {
  const ours = (ERROR_CODES as Readonly<Record<string, number>>)[errorName]
  return [
    ...(ours === code ? [] : [`${errorName} is ${ours} here, not ${code}`]),
    ...(isDefinite(code) === definite ? [] : [`${code} should ${definite ? '' : 'not '}be definite`]),
  ]
}

function wrongRule({ reservedRange, customFrom, customDefinite }: ErrorRule): string[] {
  const outside = Object.values(ERROR_CODES).filter((code) => code < reservedRange[0] || code > reservedRange[1])
  return [
    ...outside.map((code) => `${code} is not among the reserved codes`),
    ...(isDefinite(customFrom) === customDefinite ? [] : [`${customFrom} has another certainty`]),
  ]
}

function wrongExchange({ lines, note = '' }: Exchange, workload: WorkloadName): string[] {
  const conversation = new Conversation(workload)
  const numbers = DATABASE.exec(note)?.slice(1).map(Number) ?? []
  const wrong: string[] = []
  for (const [i, { request, expectedReply }] of lines.entries()) {
    const answers = conversation.say(request)
    const [answer] = answers
    if (answers.length !== 1 || !matches(expectedReply, answer as unknown as Json))
      wrong.push(`${workload}, line ${i + 1} got ${JSON.stringify(answers)}`)
    const [key, value] = numbers
    if (i === 0 && key !== undefined) conversation.ask({ type: 'txn', msg_id: 99, txn: [['w', key, value as number]] })
  }
  return [...wrong, ...wrongDatabase(conversation, numbers.slice(2))]
}

function wrongDatabase(conversation: Conversation, [a, aValue, b, bValue]: readonly number[]): string[] {
  if (a === undefined || b === undefined) return []
  const read = ['r', 'r'].map((kind, i): Json => [kind, i === 0 ? a : b, null])
  const after = JSON.stringify(conversation.ask({ type: 'txn', msg_id: 100, txn: read })?.['txn'])
  const wanted = JSON.stringify([
    ['r', a, aValue],
    ['r', b, bValue],
  ])
  return after === wanted ? [] : [`afterwards there is ${after}, not ${wanted}`]
}

/** Whether everything that is wanted is there. Lists of numbers are sets: their order is free. */
function matches(wanted: Json | undefined, got: Json | undefined): boolean {
  if (isObject(wanted)) {
    if ('$optional' in wanted) return got === undefined || typeof got === wanted['$optional']
    if ('$any' in wanted) return got !== undefined
    return isObject(got) && Object.entries(wanted).every(([field, value]) => matches(value, got[field]))
  }
  if (!Array.isArray(wanted) || !Array.isArray(got)) return JSON.stringify(wanted) === JSON.stringify(got)
  if (wanted.every((item) => typeof item === 'number')) {
    return wanted.length === got.length && wanted.every((item) => got.includes(item))
  }
  return wanted.length === got.length && wanted.every((item: Json, i) => matches(item, got[i] as Json))
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function wrongSchema(schema: Schema, workload: WorkloadName): string[] {
  const sample = SAMPLES[`${workload} ${schema.requestType}`]
  if (sample === undefined) return ['no request of this type is known here']
  const request: JsonObject = { ...sample, type: schema.requestType, msg_id: 7 }
  const reply = Conversation.begun(workload).ask(request)
  const lacking = schema.replyRequired.filter((field) => reply?.[field] === undefined)
  return [
    ...(reply?.type === schema.replyType ? [] : [`the answer is ${JSON.stringify(reply)}`]),
    ...lacking.map((field) => `the answer has no ${field}`),
    ...schema.requestRequired.flatMap((field) => wrongWithout(workload, request, field)),
  ]
}

/** Without a field that must be there a request is malformed; without a number nobody waits for an answer. */
function wrongWithout(workload: WorkloadName, request: JsonObject, field: string): string[] {
  const { [field]: _left, ...rest } = request
  const reply = Conversation.begun(workload).ask(rest)
  const code = field === 'msg_id' ? undefined : ERROR_CODES['malformed-request']
  return reply?.['code'] === code ? [] : [`without ${field} the answer is ${JSON.stringify(reply)}`]
}

function wrongBody({ line, request }: BodyCase): string[] {
  if (request !== undefined) return workloadsOf(BODIES_OF[request.type] ?? '', () => ['it is done here'])
  const read = readEnvelope(line ?? '')
  if ('reason' in read) return [`it cannot be read: ${read.reason}`]
  const { src, dest, body } = read
  const isRight = src === undefined && dest === 'c1' && body.type === 'echo_ok' && body.in_reply_to === 1
  const answers = Conversation.begun('echo').say(line ?? '')
  return [...(isRight ? [] : ['it is read otherwise']), ...(answers.length === 0 ? [] : ['an answer is answered'])]
}
