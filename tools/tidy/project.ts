import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Comment, mask } from './mask.ts'

/** What a rule found. */
export interface Finding {
  readonly file: string
  readonly line: number
  /** What is wrong. */
  readonly wrong: string
  /** What to do about it. */
  readonly todo: string
  /** Told, but no failure. */
  readonly warning?: boolean
}

/** One import or re-export. */
export interface Import {
  readonly line: number
  readonly specifier: string
  /** The file inside the project, or undefined for a package. */
  readonly file: string | undefined
}

/** A TypeScript file. */
export interface Source {
  /** Relative to the project, with slashes. */
  readonly path: string
  readonly text: string
  /** The text with comments and strings blanked. */
  readonly code: string
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
  readonly isTest: boolean
}

/** Everything that the rules look at. */
export interface Project {
  readonly root: string
  readonly sources: readonly Source[]
  /** Every text file, generated folders left out. */
  readonly texts: readonly { readonly path: string; readonly text: string }[]
}

const CODE_FOLDERS = ['src', 'test', 'tools', 'bench', 'examples']
const NOT_OURS = new Set(['node_modules', 'dist', '.build', '.git', 'coverage'])
const MAX_TEXT_BYTES = 4_000_000
const IMPORT = /(?<![.\w$])(?:from|import)\s*\(?\s*(['"])( *)\1/g

/** The folder with the project's package.json, above this file (which may have been compiled to .build). */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** Reads the project. */
export function loadProject(root: string = projectRoot()): Project {
  const texts = textFiles(root)
  const isSource = (path: string): boolean => path.endsWith('.ts') && CODE_FOLDERS.includes(path.split('/')[0] ?? '')
  const sources = texts.filter(({ path }) => isSource(path)).map(({ path, text }) => parseSource(path, text))
  return { root, sources, texts }
}

/** A project that exists in a test only. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }))
  const sources = texts.filter(({ path }) => path.endsWith('.ts')).map(({ path, text }) => parseSource(path, text))
  return { root: '', sources, texts }
}

/** Tokens and imports of one file. */
export function parseSource(path: string, text: string): Source {
  const { code, comments } = mask(text)
  const imports: Import[] = []
  for (const match of code.matchAll(IMPORT)) {
    const end = match.index + match[0].length - 1
    const specifier = text.slice(end - (match[2] as string).length, end)
    imports.push({ line: lineOf(text, match.index), specifier, file: resolveImport(path, specifier) })
  }
  return { path, text, code, comments, imports, isTest: path.endsWith('.test.ts') }
}

/** The line of a position, from 1. */
export function lineOf(text: string, position: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < position; i = text.indexOf('\n', i + 1)) line++
  return line
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return join(dirname(from), specifier).replaceAll('\\', '/')
}

function textFiles(root: string): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = []
  const pending = [root]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue // in a linked worktree .git is a file
      const path = join(folder, entry.name)
      if (entry.isDirectory()) pending.push(path)
      if (!entry.isFile() || statSync(path).size > MAX_TEXT_BYTES) continue
      const text = readFileSync(path, 'utf8')
      if (!text.includes('\0')) found.push({ path: relative(root, path).replaceAll('\\', '/'), text })
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}
