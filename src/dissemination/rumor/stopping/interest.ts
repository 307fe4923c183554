/**
 * One node's interest in one rumour: when it loses it, it carries the rumour no more. Made when the rumour is heard,
 * asked once a cycle.
 */
export abstract class Interest {
  /** How far it is, as partners are told; 0 where the rule does not say. */
  get counter(): number {
    return 0
  }

  /** Before the first cycle in which the node tells the rumour: it was told it by a node that is so far. */
  heard(_counter: number): void {}

  /** In this cycle the rumour was told to a partner, who needed it or not. */
  contact(_isNeeded: boolean): void {}

  /** In this cycle a partner was met that is so far with the rumour; 0 if it does not tell it. */
  met(_counter: number): void {}

  /** A cycle is over in which the node told the rumour: whether it goes on. */
  abstract goesOn(): boolean
}

/** When nodes lose interest in rumours. */
export interface StoppingRule {
  /** Whether whom a rumour is told must say if it was news. */
  readonly needsFeedback: boolean
  /** Whether partners must tell how far they are, also where they have no news for each other. */
  readonly needsStates: boolean
  begin(): Interest
}
