export type { PlumtreeMessage } from './plumtree/messages.ts'
export { PLUMTREE_DEFAULTS, type PlumtreeOptions, plumtreeOptions } from './plumtree/options.ts'
export { Plumtree, type PlumtreeCounters } from './plumtree/plumtree.ts'
export {
  type AnnounceCounters,
  AnnounceRelay,
  type AnnounceSetup,
} from './relay/announce/announce-relay.ts'
export type { AnnounceMessage } from './relay/announce/messages.ts'
export { ANNOUNCE_DEFAULTS, type AnnounceOptions, announceOptions } from './relay/announce/options.ts'
export { type BatchCounters, BatchRelay, type BatchSetup } from './relay/batch/batch-relay.ts'
export type { CompactForm, PlacedItem } from './relay/batch/batch.ts'
export type { BatchEvent, BatchMessage } from './relay/batch/messages.ts'
export { BATCH_DEFAULTS, type BatchOptions, batchOptions } from './relay/batch/options.ts'
export type { Hash } from './relay/content-id.ts'
export { STEM_DEFAULTS, type StemOptions, stemOptions } from './relay/stem/options.ts'
export { type StemCounters, StemRelay } from './relay/stem/stem-relay.ts'
