import { readFileSync } from 'node:fs'
import { inProject } from '../support/project.ts'

/** Reads one file of recorded vectors. The caller names the shape that README.md of this folder describes. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(inProject(`test/vectors/${path}`), 'utf8')) as T
}
