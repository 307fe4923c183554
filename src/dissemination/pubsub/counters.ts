/** What the layer counts, for metrics. */
export interface GossipSubCounters {
  /** Messages sent, each copy. */
  messagesSent: number
  /** Messages that came, each copy. */
  messagesReceived: number
  /** Messages that had come before. */
  duplicates: number
  /** Messages told to the application. */
  delivered: number
  /** Announcements sent, those of one topic to one peer at a time as one. */
  ihaves: number
  /** Requests sent, likewise. */
  iwants: number
  grafts: number
  prunes: number
  dontWants: number
  chokes: number
  /** Own messages that nobody was there for. */
  held: number
  /** Messages that broke a rule, or that the application has rejected. */
  invalid: number
  /** Messages whose number has come before with other data. */
  conflicts: number
  /** Messages of topics that nobody here wants. */
  unwanted: number
  /** Messages that came while too many waited for a verdict. */
  throttled: number
  /** What is larger, longer or more than it may be: messages, topics, lists. */
  tooLarge: number
  /** Announcements that were not read: too many, or of a bad peer. */
  ihavesIgnored: number
  /** Numbers that were asked for and are not here. */
  unknownWants: number
  /** Grafts of topics that nobody here wants. */
  unknownGrafts: number
  /** Grafts before their time. */
  earlyGrafts: number
  brokenPromises: number
  /** What came from peers below the graylist threshold. */
  graylisted: number
}

/** Nothing has happened. */
export function noCounts(): GossipSubCounters {
  return {
    messagesSent: 0,
    messagesReceived: 0,
    duplicates: 0,
    delivered: 0,
    ihaves: 0,
    iwants: 0,
    grafts: 0,
    prunes: 0,
    dontWants: 0,
    chokes: 0,
    held: 0,
    invalid: 0,
    conflicts: 0,
    unwanted: 0,
    throttled: 0,
    tooLarge: 0,
    ihavesIgnored: 0,
    unknownWants: 0,
    unknownGrafts: 0,
    earlyGrafts: 0,
    brokenPromises: 0,
    graylisted: 0,
  }
}
