import { describe, expect, it } from 'vitest'
import { checkFormulas, checkQueue, checkStateTransitions, checkVersionRules } from './check-swim-vectors.ts'

describe('SWIM against what memberlist was seen to do', () => {
  for (const [what, check] of Object.entries({
    'computes limits, time-outs and health as it does': checkFormulas,
    'sends and drops broadcasts in its order': checkQueue,
    'believes, gossips and tells the same after every message': checkStateTransitions,
    'merges with the versions that it merges with': checkVersionRules,
  })) {
    it(what, () => {
      const { checked, failures } = check()
      expect(failures).toEqual([])
      expect(checked).toBeGreaterThan(5)
    })
  }
})
