/** The sections of the notes that the ledger covers, with what they are about. */
export const ledgerSections = {
  A1: 'history and theory',
  A2: 'Cassandra',
  A3: 'Consul',
  A9: 'SWIM',
} as const

/** A section of the notes. */
export type LedgerSection = keyof typeof ledgerSections
