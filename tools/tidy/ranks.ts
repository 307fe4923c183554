/**
 * The rank of each folder or file directly under src/. A file imports its own folder or a lower rank; folders of equal
 * rank meet through core/ports. The reasons are in docs/internals/architecture.md.
 */
export const RANKS: Readonly<Record<string, number>> = {
  base: 0,
  core: 1,
  membership: 2,
  detection: 2,
  sampling: 2,
  dissemination: 2,
  state: 2,
  guard: 2,
  sim: 2,
  population: 2,
  codec: 3,
  services: 3,
  'catalogue.ts': 3,
  'case-studies': 4,
  maelstrom: 4,
  node: 4,
  sweep: 4,
  experiments: 5,
  testing: 5,
  agent: 5,
  cli: 6,
  'index.ts': 7,
}

/** Below this rank code is pure: no clock, no chance, no waiting, no Node. */
export const FIRST_IMPURE_RANK = 4

/** The folder (or file) of a path that has a rank: "membership" for "src/membership/swim/swim.ts". */
export function rankedPart(path: string): string | undefined {
  return /^src\/([^/]+)/.exec(path)?.[1]
}

/** The rank of a file under src/, undefined elsewhere and for folders without one. */
export function rankOf(path: string): number | undefined {
  const part = rankedPart(path)
  return part === undefined ? undefined : RANKS[part]
}
