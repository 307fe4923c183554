import type { ClusterFigures } from './measure-cluster.ts'
import { describeSummary } from './statistics.ts'

/** How hearsay stands beside Serf in one respect. */
export interface Comparison {
  readonly what: string
  readonly serf: string
  readonly hearsay: string
  /** hearsay / Serf by name, each with what it must not exceed; empty where the figures are only told. */
  readonly ratios: readonly { readonly name: string; readonly value: number; readonly limit: number }[]
}

/** The table of a run: times are min / median / p95 / max. */
export function compareClusters(serf: ClusterFigures, hearsay: ClusterFigures): Comparison[] {
  const ratio = (name: string, ours: number, theirs: number, limit: number): Comparison['ratios'] => [
    { name, value: ours / theirs, limit },
  ]
  const summaries = (key: 'detection' | 'frozen' | 'event' | 'join'): { serf: string; hearsay: string } => ({
    serf: describeSummary(serf[key]),
    hearsay: describeSummary(hearsay[key]),
  })
  const numbers = (key: 'packetsPerSecond' | 'residentMiB' | 'cpuPercent'): { serf: string; hearsay: string } => ({
    serf: serf[key].toFixed(2),
    hearsay: hearsay[key].toFixed(2),
  })
  return [
    {
      what: 'detection by all survivors',
      ...summaries('detection'),
      ratios: [
        ...ratio('median', hearsay.detection.median, serf.detection.median, 1.0),
        ...ratio('worst', hearsay.detection.max, serf.detection.max, 1.1),
      ],
    },
    {
      what: 'detection of the frozen',
      ...summaries('frozen'),
      ratios: [],
    },
    {
      what: 'event to all',
      ...summaries('event'),
      ratios: ratio('median', hearsay.event.median, serf.event.median, 0.3),
    },
    {
      what: 'join to full view',
      ...summaries('join'),
      ratios: ratio('median', hearsay.join.median, serf.join.median, 1.0),
    },
    {
      what: 'packets per second, idle',
      ...numbers('packetsPerSecond'),
      ratios: ratio('mean', hearsay.packetsPerSecond, serf.packetsPerSecond, 1.1),
    },
    { what: 'resident MiB per agent', ...numbers('residentMiB'), ratios: [] },
    { what: 'CPU % per agent, idle', ...numbers('cpuPercent'), ratios: [] },
  ]
}

/** One respect in one line. */
export function describeComparison({ what, serf, hearsay, ratios }: Comparison): string {
  const shown = ratios.map(({ name, value, limit }) => `  ${name} hearsay/serf ${value.toFixed(2)} (at most ${limit})`)
  return `${what.padEnd(27)} serf ${serf.padEnd(38)} hearsay ${hearsay.padEnd(38)}${shown.join('')}`.trimEnd()
}
