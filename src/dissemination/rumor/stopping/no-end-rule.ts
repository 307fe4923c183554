import { Interest, type StoppingRule } from './interest.ts'

/** Interest is never lost: the rumour goes on until it is too old, as it would in anti-entropy. */
export const NO_END_RULE: StoppingRule = {
  needsFeedback: false,
  needsStates: false,
  begin: () => new Tireless(),
}

class Tireless extends Interest {
  goesOn(): boolean {
    return true
  }
}
