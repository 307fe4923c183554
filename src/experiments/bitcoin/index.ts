import type { Experiment } from '../experiment.ts'
import { compactBlocks } from './compact-blocks.ts'
import { dandelion } from './dandelion.ts'
import { largeMessages } from './large-messages.ts'

/** What relays do in Bitcoin, by the layers of `dissemination/relay`. */
export const bitcoinExperiments: readonly Experiment[] = [compactBlocks, dandelion, largeMessages]
