import { fileURLToPath } from 'node:url'

/** The project's folder, whether this file was compiled to .build or not. */
export const PROJECT: string = fileURLToPath(
  new URL(import.meta.url.includes('/.build/') ? '../../../' : '../../', import.meta.url),
)

/** A path inside the project. */
export function inProject(path: string): string {
  return `${PROJECT}${path}`
}

/** The command `hearsay`, as it is published. */
export const HEARSAY: string = inProject('dist/cli/main.js')
