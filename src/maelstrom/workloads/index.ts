import type { Workload, WorkloadContext } from '../workload.ts'
import { Broadcast } from './broadcast.ts'
import { Counter } from './counter.ts'
import { Echo } from './echo.ts'
import { GSet } from './g-set.ts'
import { TxnRwRegister } from './txn-rw-register.ts'
import { UniqueIds } from './unique-ids.ts'

/** A workload of Maelstrom that gossip can honestly pass. */
interface Offer {
  readonly make: (context: WorkloadContext) => Workload
  /** Whether nodes tell one another anything. */
  readonly gossips: boolean
}

/** The name of a workload that a node can do. */
export type WorkloadName =
  | 'echo'
  | 'unique-ids'
  | 'broadcast'
  | 'g-set'
  | 'g-counter'
  | 'pn-counter'
  | 'txn-rw-register'

/** The workloads that a node can do. */
export const WORKLOADS: Readonly<Record<WorkloadName, Offer>> = {
  echo: { make: () => new Echo(), gossips: false },
  'unique-ids': { make: (context) => new UniqueIds(context), gossips: false },
  broadcast: { make: (context) => new Broadcast(context), gossips: true },
  'g-set': { make: (context) => new GSet(context), gossips: true },
  'g-counter': { make: (context) => new Counter(context, false), gossips: true },
  'pn-counter': { make: (context) => new Counter(context, true), gossips: true },
  'txn-rw-register': { make: (context) => new TxnRwRegister(context), gossips: true },
}

/** Whether there is such a workload here. */
export function isWorkload(name: string): name is WorkloadName {
  return Object.hasOwn(WORKLOADS, name)
}

/** Maelstrom's other workloads, and why nodes that only gossip cannot pass them honestly. */
export const REFUSED: Readonly<Record<string, string>> = {
  'lin-kv':
    'its registers must be linearizable: a read must see what was written anywhere before, and of two that compare and set one must win. Nodes that answer at once out of what they have heard cannot know that; a majority must agree first',
  'lin-mutex':
    'a lock is held by one alone, which nodes can only know after a majority has agreed; two that are cut off from one another would both give it away',
  'lin-tso':
    'every timestamp must be greater than all given out before, anywhere: somebody must be in charge, or a majority agree',
  kafka:
    'the offsets of a log must be given once each, in one order for all; two nodes that are cut off from one another would give the same one',
  'txn-list-append':
    'all must see the appends to a list in one order and for good; news that arrives later would have to go in the middle of what was read already',
}
