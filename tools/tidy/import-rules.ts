import type { Finding, Import, Project, Source } from './project.ts'
import { FIRST_IMPURE_RANK, RANKS, rankedPart, rankOf } from './ranks.ts'
import type { Rule } from './rule.ts'

/** A file imports its own folder or a lower rank. */
export const ranksRule: Rule = {
  name: 'ranks',
  says: 'a file imports its own folder or a lower rank',
  find: (project) => ranked(project).flatMap((source) => [...unranked(source), ...upward(source)]),
}

/** No file reaches itself through imports, not even by types. */
export const cyclesRule: Rule = {
  name: 'cycles',
  says: 'no file imports itself through others',
  find: (project) => findCycles(project).map(describeCycle),
}

/** Pure code depends on nothing from outside. */
export const packagesRule: Rule = {
  name: 'pure packages',
  says: `below rank ${FIRST_IMPURE_RANK} no package is imported, not even Node's`,
  find: (project) =>
    ranked(project)
      .filter((source) => (rankOf(source.path) ?? FIRST_IMPURE_RANK) < FIRST_IMPURE_RANK)
      .flatMap((source) =>
        source.imports.filter((entry) => entry.file === undefined).map((entry) => outside(source, entry)),
      ),
}

export const importRules: readonly Rule[] = [ranksRule, cyclesRule, packagesRule]

/** Tests may import what they need to set a scene. */
function ranked(project: Project): Source[] {
  return project.sources.filter((source) => source.path.startsWith('src/') && !source.isTest)
}

function unranked(source: Source): Finding[] {
  if (rankOf(source.path) !== undefined) return []
  const wrong = `src/${rankedPart(source.path)} has no rank`
  return [
    {
      file: source.path,
      line: 1,
      wrong,
      todo: 'give it one in tools/tidy/ranks.ts and docs/internals/architecture.md',
    },
  ]
}

function upward(source: Source): Finding[] {
  const own = rankedPart(source.path) as string
  const rank = rankOf(source.path)
  const findings: Finding[] = []
  for (const { file, line } of source.imports) {
    if (file === undefined) continue
    const part = rankedPart(file)
    const theirs = rankOf(file)
    if (part === own || rank === undefined || (theirs !== undefined && theirs < rank)) continue
    const wrong = `${own} (rank ${rank}) imports ${part === undefined ? file : `${part} (rank ${RANKS[part] ?? 'none'})`}`
    findings.push({
      file: source.path,
      line,
      wrong,
      todo: 'move the shared part to a lower rank, or take it as a parameter or a port',
    })
  }
  return findings
}

function outside(source: Source, entry: Import): Finding {
  const todo = 'inject what is needed from rank 4 or above'
  return { file: source.path, line: entry.line, wrong: `pure code imports "${entry.specifier}"`, todo }
}

/** Strongly connected components of more than one file (Tarjan), and files that import themselves. */
function findCycles(project: Project): Source[][] {
  const byPath = new Map(project.sources.map((source) => [source.path, source]))
  const index = new Map<Source, number>()
  const low = new Map<Source, number>()
  const stack: Source[] = []
  const cycles: Source[][] = []
  const visit = (source: Source): number => {
    index.set(source, index.size)
    let least = index.size - 1
    stack.push(source)
    for (const next of neighbours(source, byPath)) {
      if (!index.has(next)) least = Math.min(least, visit(next))
      else if (stack.includes(next)) least = Math.min(least, index.get(next) as number)
    }
    low.set(source, least)
    if (least === index.get(source)) {
      const component = stack.splice(stack.indexOf(source))
      if (component.length > 1 || neighbours(source, byPath).includes(source)) cycles.push(component)
    }
    return least
  }
  for (const source of project.sources) if (!index.has(source)) visit(source)
  return cycles
}

function neighbours(source: Source, byPath: ReadonlyMap<string, Source>): Source[] {
  return source.imports.flatMap((entry) => byPath.get(entry.file ?? '') ?? [])
}

function describeCycle(files: readonly Source[]): Finding {
  const paths = files.map((source) => source.path).sort()
  const first = files.find((source) => source.path === paths[0]) as Source
  const line = first.imports.find((entry) => paths.includes(entry.file ?? ''))?.line ?? 1
  const todo = 'move what they share to a file that imports neither'
  return { file: first.path, line, wrong: `these files import one another: ${paths.join(', ')}`, todo }
}
