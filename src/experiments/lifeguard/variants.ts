import { PLAIN_SWIM, type SwimOptions } from '../../membership/swim/options.ts'

/** The configurations that the paper compares, and ours. */
export type VariantName =
  | 'swim'
  | 'probe'
  | 'suspicion'
  | 'buddy'
  | 'lifeguard'
  | 'hearsay'
  | 'hearsayUnrefused'
  | 'alpha2'
  | 'alpha3'
  | 'alpha4'

/** memberlist's behaviour without Lifeguard; a probe is also tried over a stream. */
const MEMBERLIST: Partial<SwimOptions> = { ...PLAIN_SWIM, streamPing: true }
const PROBE: Partial<SwimOptions> = { localHealth: true, nacks: true }
const SUSPICION: Partial<SwimOptions> = { dynamicSuspicion: true }
const BUDDY: Partial<SwimOptions> = { buddySystem: true }

/** Lifeguard's settings in the paper: alpha 5, beta 6, a health score of at most 8, so at most 9 probe intervals. */
const ALPHA: Partial<SwimOptions> = { suspicionMult: 5, suspicionMaxTimeoutMult: 6, awarenessMaxMultiplier: 9 }

const LIFEGUARD: Partial<SwimOptions> = { ...MEMBERLIST, ...ALPHA, ...PROBE, ...SUSPICION, ...BUDDY }

/** What each configuration is in the layer's options (Lifeguard, section V). */
export const VARIANTS: Readonly<Record<VariantName, Partial<SwimOptions>>> = {
  swim: { ...MEMBERLIST, ...ALPHA },
  probe: { ...MEMBERLIST, ...ALPHA, ...PROBE },
  suspicion: { ...MEMBERLIST, ...ALPHA, ...SUSPICION },
  buddy: { ...MEMBERLIST, ...ALPHA, ...BUDDY },
  lifeguard: LIFEGUARD,
  hearsay: { ...ALPHA },
  /** As if the dead one's host were dead too: a refusal tells no more than silence. */
  hearsayUnrefused: { ...ALPHA, refusalEvidence: false },
  alpha2: { ...LIFEGUARD, suspicionMult: 2 },
  alpha3: { ...LIFEGUARD, suspicionMult: 3 },
  alpha4: { ...LIFEGUARD, suspicionMult: 4 },
}
