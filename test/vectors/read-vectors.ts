import { readFileSync } from 'node:fs'

/** Where the recorded packets lie, seen from the sources and from their build alike. */
const ROOT = new URL(import.meta.url.includes('/.build/') ? '../../../test/vectors/' : './', import.meta.url)

/** Reads one file of recorded vectors. The caller names the shape that README.md of this folder describes. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8')) as T
}
