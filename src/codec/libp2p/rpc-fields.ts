/** Field numbers of libp2p's pubsub protobufs (libp2p/specs, pubsub/README.md and gossipsub v1.0 to v1.2). */
export const RPC = { subscriptions: 1, messages: 2, control: 3 } as const
/** Of a subscription. */
export const SUBSCRIPTION = { subscribe: 1, topic: 2 } as const
/** Of a message. */
export const MESSAGE = { from: 1, data: 2, seqno: 3, topic: 4, signature: 5, key: 6 } as const
/** Of the control part. */
export const CONTROL = { ihave: 1, iwant: 2, graft: 3, prune: 4, dontWant: 5 } as const
/** Of an announcement. */
export const IHAVE = { topic: 1, ids: 2 } as const
/** Of a list of what is wanted, or not. */
export const ID_LIST = { ids: 1 } as const
/** Of a prune; a graft has the topic alone. */
export const PRUNE = { topic: 1, peers: 2, backoff: 3 } as const
/** Of a peer that a prune names. */
export const PEER_INFO = { id: 1, record: 2 } as const
