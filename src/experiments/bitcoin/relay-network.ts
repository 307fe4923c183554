import type { Message } from '../../core/message.ts'
import { type Latency, type NetworkOptions, Simulation } from '../../sim/index.ts'
import { relayBytes } from './relay-bytes.ts'

/** Nobody waits longer for an answer, nor for the end of a stream, ms. */
export const PATIENCE_MS = 3_600_000

/** A network of relays. */
export interface RelayNetworkOptions {
  readonly seed: number
  readonly latency: Latency
  readonly bandwidth?: NetworkOptions['bandwidth']
  /** Told each message with its bytes, once for all whom it is sent to. */
  readonly onSize?: (message: Message, bytes: number) => void
}

/**
 * A simulation in which every message takes one way and is never lost, however large it is: neighbours keep a connection
 * open, as Bitcoin's do, so that none has to be made.
 */
export function relayNetwork({ seed, latency, bandwidth, onSize }: RelayNetworkOptions): Simulation {
  const sizeOf = (message: Message): number => {
    const bytes = relayBytes(message)
    onSize?.(message, bytes)
    return bytes
  }
  const network = { latency, ...(bandwidth && { bandwidth }), streamTimeoutMs: PATIENCE_MS }
  return new Simulation({ seed, trace: 'off', sizeOf, packetBudget: Number.MAX_SAFE_INTEGER, network })
}
