import { importRules } from './import-rules.ts'
import { layoutRules } from './layout-rules.ts'
import { lexicalRules } from './lexical-rules.ts'
import { programRules } from './program-rules.ts'
import type { Rule } from './rule.ts'

/** Rules that read the sources. */
export const sourceRules: readonly Rule[] = [...importRules, ...lexicalRules, ...layoutRules]

/** All rules: also those that start the compiler, the formatter and the linter. */
export const everyRule: readonly Rule[] = [...sourceRules, ...programRules]
