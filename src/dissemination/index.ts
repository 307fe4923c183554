export type { PlumtreeMessage } from './plumtree/messages.ts'
export { PLUMTREE_DEFAULTS, type PlumtreeOptions, plumtreeOptions } from './plumtree/options.ts'
export { Plumtree, type PlumtreeCounters } from './plumtree/plumtree.ts'
export { GossipSub, type GossipSubConfig } from './pubsub/gossip-sub.ts'
