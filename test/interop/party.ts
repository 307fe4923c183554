import type { Journal } from './journal.ts'

/** How one agent sees a member. */
export interface View {
  readonly status: string
  readonly tags: Readonly<Record<string, string>>
}

/** An agent of either kind, for scenarios that treat them alike. */
export interface Party {
  readonly kind: 'serf' | 'hearsay'
  readonly name: string
  readonly address: string
  readonly journal: Journal
  /** Starts it, or starts it again, and follows its events. */
  start(join?: string): Promise<void>
  /** Ends it without a word. */
  kill(): Promise<void>
  /** Asks it to leave. */
  leave(): Promise<void>
  /** Resolves when its process is gone. */
  ended(): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** The members it knows, itself included. */
  views(): Promise<ReadonlyMap<string, View>>
  setTags(tags: Readonly<Record<string, string>>): Promise<void>
  fire(event: string, payload: Uint8Array): Promise<void>
  /** What it threw away as undecodable, by reason; Serf says that in its log only. */
  dropped(): Promise<Readonly<Record<string, number>>>
}
