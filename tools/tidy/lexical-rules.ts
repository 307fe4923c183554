import { type Finding, lineOf, type Project, type Source } from './project.ts'
import { FIRST_IMPURE_RANK, rankOf } from './ranks.ts'
import type { Rule } from './rule.ts'

const IMPURE =
  /(?<![.\w$])(?:Date|async|await|Promise|setTimeout|setInterval|setImmediate|queueMicrotask|console|performance)(?![\w$])(?!\??\s*:)/g
/** The language leaves their last bits open, so that a replay on another engine would differ. */
const APPROXIMATE =
  /(?<![\w$])Math\s*\.\s*(?:random|log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)(?![\w$])/g
const POWER = /\*\*/g
const ANY = /(?:(?::|<|,|\||&|=>)\s*|\bas\s+)any(?=\s*(?:[;,)>\]}=|&[]|$))/gm
const SUPPRESSION = /@ts-(?:ignore|expect-error|nocheck)|\b(?:oxlint|eslint)-disable|\bbiome-ignore/g
const UNRUN_TEST =
  /(?<![.\w$])(?:(?:it|test|describe|suite|bench)\s*\.\s*(?:skip|skipIf|runIf|only|todo)|(?:x|f)(?:it|describe))\s*(?=[(.])/g
const EXPORT =
  /^export\s+(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+([\w$]+)/gm

/** Below rank 4 nothing reads a clock, waits, draws chance from outside or prints. */
export const purityRule: Rule = {
  name: 'purity',
  says: `below rank ${FIRST_IMPURE_RANK}: no clock, no chance but the injected one, no waiting, no printing`,
  find: (project) =>
    pure(project).flatMap((source) =>
      hits(source, IMPURE, (what) => `pure code uses ${what}`, 'use Env, or move it to rank 4'),
    ),
}

/** Results that feed decisions must be equal on every engine. */
export const arithmeticRule: Rule = {
  name: 'arithmetic',
  says: `below rank ${FIRST_IMPURE_RANK}: no function of Math whose last bits differ between engines`,
  find: (project) =>
    pure(project).flatMap((source) => [
      ...hits(
        source,
        APPROXIMATE,
        (what) => `${what} differs between engines`,
        'use Env.random or the fixed functions of src/base',
      ),
      ...hits(
        source,
        POWER,
        () => 'a power differs between engines',
        'multiply, or use the fixed functions of src/base',
      ),
    ]),
}

/** Types say what is there. */
export const anyRule: Rule = {
  name: 'any',
  says: 'no type is any',
  find: (project) =>
    project.sources.flatMap((source) => hits(source, ANY, () => 'the type any', 'say what it is, or unknown')),
}

/** Nobody silences a tool. */
export const suppressionRule: Rule = {
  name: 'suppression',
  says: 'no comment switches the compiler, the linter or the formatter off',
  find: (project) => project.sources.flatMap(suppressions),
}

/** Every test runs. */
export const unrunRule: Rule = {
  name: 'unrun tests',
  says: 'no test is skipped, singled out or only planned',
  find: (project) => {
    const tests = project.sources.filter((source) => source.isTest)
    return tests.flatMap((source) =>
      hits(source, UNRUN_TEST, (what) => `${what.trim()} in a test`, 'let it run, or remove it'),
    )
  },
}

/** Every export says what it is. */
export const docstringRule: Rule = {
  name: 'docstrings',
  says: 'every export under src/ has a docstring',
  find: (project) =>
    project.sources.filter((source) => source.path.startsWith('src/') && !source.isTest).flatMap(undocumented),
}

export const lexicalRules: readonly Rule[] = [
  purityRule,
  arithmeticRule,
  anyRule,
  suppressionRule,
  unrunRule,
  docstringRule,
]

function pure(project: Project): Source[] {
  return project.sources.filter(
    (source) => !source.isTest && (rankOf(source.path) ?? FIRST_IMPURE_RANK) < FIRST_IMPURE_RANK,
  )
}

function hits(source: Source, pattern: RegExp, wrong: (match: string) => string, todo: string): Finding[] {
  return [...source.code.matchAll(pattern)].map((match) => ({
    file: source.path,
    line: lineOf(source.text, match.index),
    wrong: wrong(match[0]),
    todo,
  }))
}

function suppressions(source: Source): Finding[] {
  return source.comments.flatMap((comment) =>
    [...comment.text.matchAll(SUPPRESSION)].map((match) => ({
      file: source.path,
      line: lineOf(source.text, comment.start + match.index),
      wrong: `a comment says ${match[0]}`,
      todo: 'mend what the tool complains of',
    })),
  )
}

function undocumented(source: Source): Finding[] {
  const docEnds = new Set(
    source.comments.filter(({ text }) => text.startsWith('/**')).map(({ start, text }) => start + text.length),
  )
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const match of source.code.matchAll(EXPORT)) {
    const name = match[1] as string
    const documented = docEnds.has(source.text.slice(0, match.index).trimEnd().length)
    if (!documented && !seen.has(name)) {
      const todo = 'say in /** … */ above it what it is'
      findings.push({
        file: source.path,
        line: lineOf(source.text, match.index),
        wrong: `${name} is exported without a docstring`,
        todo,
      })
    }
    seen.add(name)
  }
  return findings
}
