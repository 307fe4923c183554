import { cassandraClaims } from './cassandra-claims.ts'
import { consulClaims } from './consul-claims.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { swimClaims } from './swim-claims.ts'
import { theoryClaims } from './theory-claims.ts'

/**
 * The statements of a set of research notes on gossip protocols that this project began from, each with what can be
 * said of it. The notes give no sources; hence the ledger.
 */
export const ledger: readonly LedgerEntry[] = [...theoryClaims, ...cassandraClaims, ...consulClaims, ...swimClaims]
