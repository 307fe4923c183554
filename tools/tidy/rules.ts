import { importRules } from './import-rules.ts'
import { layoutRules } from './layout-rules.ts'
import { lexicalRules } from './lexical-rules.ts'
import { programRules } from './program-rules.ts'
import type { Finding, Project } from './project.ts'

/** One house rule. */
export interface Rule {
  readonly name: string
  /** The rule as a sentence. */
  readonly says: string
  find(project: Project): readonly Finding[] | Promise<readonly Finding[]>
}

/** Rules that read the sources. */
export const sourceRules: readonly Rule[] = [...importRules, ...lexicalRules, ...layoutRules]

/** All rules: also those that start the compiler, the formatter and the linter. */
export const everyRule: readonly Rule[] = [...sourceRules, ...programRules]
