import { basename, dirname } from 'node:path'
import { type Finding, lineOf, type Project, type Source } from './project.ts'
import type { Rule } from './rule.ts'

const MAX_LINES = 450
const KEBAB = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/
const TAG = /(?<![\w$.])([A-Za-z_$][\w$]*)\s*(?::\s*|=\s*)(\d+)(?![\w$.])/g
const MACHINE_PATH = /(?<![\w.:/-])\/(?:work|root|home\/[a-z][\w-]*|Users\/\w+)\/[\w.-]+/g
const REGISTRY = /\b(?:registry|npm|artifactory|nexus)\.[a-z0-9-]+\.[a-z]{2,}\b|"resolved":\s*"https?:/g

/** One number names one message in the whole process. */
export const tagsRule: Rule = {
  name: 'message tags',
  says: 'each message tag of core/tags.ts is given once, and below TAG_COUNT',
  find: (project) => project.sources.filter((source) => source.path === 'src/core/tags.ts').flatMap(findTagClashes),
}

/** The catalogue is the only list of layers, so it must be whole. */
export const catalogueRule: Rule = {
  name: 'catalogue',
  says: 'every folder with a layer is in src/catalogue.ts, once there is one',
  find: findUncatalogued,
}

/** A file that is too long holds two concepts. */
export const lengthRule: Rule = {
  name: 'length',
  says: `no file under src/ has more than ${MAX_LINES} lines`,
  find: (project) =>
    project.sources
      .filter((source) => source.path.startsWith('src/') && !source.isTest)
      .flatMap((source) => {
        const lines = source.text.split('\n').length - 1
        if (lines <= MAX_LINES) return []
        return [
          {
            file: source.path,
            line: MAX_LINES,
            wrong: `${lines} lines`,
            todo: `split it by concept; ${MAX_LINES} is the most`,
          },
        ]
      }),
}

/** File names look alike everywhere. */
export const namesRule: Rule = {
  name: 'file names',
  says: 'source files are named in kebab-case',
  find: (project) =>
    project.sources
      .filter((source) => !KEBAB.test(basename(source.path)))
      .map((source) => ({
        file: source.path,
        line: 1,
        wrong: 'the name is not kebab-case',
        todo: 'rename it: one-concept.ts',
      })),
}

/** Every folder of code has a test beside it. */
export const testsRule: Rule = {
  name: 'tests beside',
  says: 'each folder under src/ has tests beside its code (a warning)',
  find: (project) => {
    const sources = project.sources.filter((source) => source.path.startsWith('src/'))
    const tested = new Set(sources.filter((source) => source.isTest).map((source) => dirname(source.path)))
    const code = sources.filter((source) => !source.isTest && basename(source.path) !== 'index.ts') // which only passes on
    const folders = new Set(code.map((source) => dirname(source.path)))
    const bare = [...folders].filter((folder) => folder !== 'src' && !tested.has(folder)).sort()
    return bare.map((file) => ({ file, line: 1, wrong: 'no test beside the code', todo: 'add one', warning: true }))
  },
}

/** What is committed works on every machine. */
export const placesRule: Rule = {
  name: 'places',
  says: 'nothing names a path of one machine or a package registry',
  find: (project) =>
    project.texts.flatMap((file) => [
      ...places(file, MACHINE_PATH, 'a path of one machine', 'make it relative to the project'),
      ...places(file, REGISTRY, 'a package registry', 'leave it to the reader’s npm settings'),
    ]),
}

export const layoutRules: readonly Rule[] = [tagsRule, catalogueRule, lengthRule, namesRule, testsRule, placesRule]

function findTagClashes(source: Source): Finding[] {
  const count = Number(/\bTAG_COUNT\s*=\s*(\d+)/.exec(source.code)?.[1] ?? Number.POSITIVE_INFINITY)
  const owner = new Map([[0, 'the packet itself']])
  const findings: Finding[] = []
  for (const match of source.code.matchAll(TAG)) {
    const [name, tag] = [match[1] as string, Number(match[2])]
    if (name === 'TAG_COUNT') continue
    const line = lineOf(source.text, match.index)
    const other = owner.get(tag)
    if (other !== undefined)
      findings.push({
        file: source.path,
        line,
        wrong: `${name} and ${other} are both ${tag}`,
        todo: 'take a free number',
      })
    if (tag >= count)
      findings.push({
        file: source.path,
        line,
        wrong: `${name} is ${tag}, but TAG_COUNT is ${count}`,
        todo: 'raise TAG_COUNT',
      })
    owner.set(tag, name)
  }
  return findings
}

function findUncatalogued(project: Project): Finding[] {
  const catalogue = project.sources.find((source) => source.path === 'src/catalogue.ts')
  if (catalogue === undefined) return []
  const listed = catalogue.imports.map((entry) => dirname(entry.file ?? ''))
  const isLayer = (source: Source): boolean =>
    /^src\/(?:membership|detection|sampling|dissemination|state|guard|services)\//.test(source.path) &&
    !source.isTest &&
    /\bclass\s+\w+(?:<[^{]*>)?\s+(?:extends\s+[\w<>]+\s+)?implements\s+(?:[\w<>]+\s*,\s*)*Layer\b/.test(source.code)
  return project.sources
    .filter((source) => isLayer(source) && !listed.includes(dirname(source.path)))
    .map((source) => ({
      file: source.path,
      line: 1,
      wrong: 'the layer is not in the catalogue',
      todo: 'add a line to src/catalogue.ts',
    }))
}

function places(file: { path: string; text: string }, pattern: RegExp, what: string, todo: string): Finding[] {
  return [...file.text.matchAll(pattern)].map((match) => ({
    file: file.path,
    line: lineOf(file.text, match.index),
    wrong: `${what}: ${match[0]}`,
    todo,
  }))
}
