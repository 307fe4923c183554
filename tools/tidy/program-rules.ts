import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Project } from './project.ts'
import type { Rule } from './rule.ts'

/** A rule that holds when a program of a development package ends well; its output is the finding. */
function programRule(name: string, says: string, script: string, args: readonly string[], todo: string): Rule {
  return {
    name,
    says,
    async find(project: Project): Promise<Finding[]> {
      const path = join(project.root, 'node_modules', script)
      if (!existsSync(path))
        return [{ file: script, line: 1, wrong: 'the program is not installed', todo: 'run npm ci' }]
      const { code, output } = await runScript(path, args, project.root)
      return code === 0 ? [] : findingsOf(output.replaceAll(`${project.root}/`, ''), script, todo)
    },
  }
}

const TSC = 'typescript/bin/tsc'

/** The rules that start a program, quick ones first. */
export const programRules: readonly Rule[] = [
  programRule(
    'format',
    'every file is as biome formats it',
    '@biomejs/biome/bin/biome',
    ['format', '--reporter=github'],
    'run npm run format',
  ),
  programRule(
    'lint',
    'oxlint has nothing to say',
    'oxlint/bin/oxlint',
    ['--type-aware', '--deny-warnings', '--format=unix'],
    'mend it',
  ),
  programRule(
    'pure types',
    'the pure folders compile without Node and without a browser',
    TSC,
    ['-p', 'tsconfig.pure.json', '--noEmit'],
    'mend it, or move it to rank 4',
  ),
  programRule('types', 'the whole project compiles', TSC, ['--noEmit'], 'mend it'),
  programRule(
    'package shape',
    'what would be published is what package.json says',
    'publint/src/cli.js',
    ['--pack', 'false'],
    'mend package.json, or npm run build',
  ),
]

/** Where the programs say "file:line: message", "file(line,column): message" or "::error …file=…,line=…". */
const PLACE = [
  /^(?<file>[^\s:(]+\.\w+):(?<line>\d+):(?:\d+:)? (?:- )?(?<wrong>.*)/,
  /^(?<file>[^\s:(]+\.\w+)\((?<line>\d+),\d+\): (?<wrong>.*)/,
  /^::error .*?file=(?<file>[^,]+),line=(?<line>\d+).*?::(?<wrong>.*)/,
]

/** Findings in a program's output; all of it as one if no line names a place. */
export function findingsOf(output: string, program: string, todo: string): Finding[] {
  const findings: Finding[] = []
  for (const text of output.split('\n')) {
    const groups = PLACE.map((pattern) => pattern.exec(text)?.groups).find((found) => found !== undefined)
    if (groups === undefined) continue
    findings.push({
      file: groups['file'] as string,
      line: Number(groups['line']),
      wrong: groups['wrong'] as string,
      todo,
    })
  }
  return findings.length > 0
    ? findings
    : [{ file: program, line: 1, wrong: output.trim() || 'it failed without a word', todo }]
}

function runScript(path: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' }
    const child = spawn(process.execPath, [path, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
