import type { Finding, Project } from './project.ts'

/** One house rule. */
export interface Rule {
  readonly name: string
  /** The rule as a sentence. */
  readonly says: string
  find(project: Project): readonly Finding[] | Promise<readonly Finding[]>
}
