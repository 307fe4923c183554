import { describe, expect, it } from 'vitest'
import { cyclesRule, packagesRule, ranksRule } from './tidy/import-rules.ts'
import { catalogueRule, lengthRule, namesRule, placesRule, tagsRule, testsRule } from './tidy/layout-rules.ts'
import { anyRule, arithmeticRule, docstringRule, purityRule, suppressionRule, unrunRule } from './tidy/lexical-rules.ts'
import { mask } from './tidy/mask.ts'
import { findingsOf } from './tidy/program-rules.ts'
import { type Finding, loadProject, projectOf } from './tidy/project.ts'
import type { Rule } from './tidy/rule.ts'
import { everyRule, sourceRules } from './tidy/rules.ts'

describe('the project is tidy:', () => {
  const project = loadProject()
  for (const rule of everyRule) {
    it(rule.says, async () => {
      const findings = (await rule.find(project)).filter((finding) => finding.warning !== true)
      expect(findings.map(({ file, line, wrong, todo }) => `${file}:${line} ${wrong}; ${todo}`)).toEqual([])
    })
  }
})

/** What each rule must catch, and what is much like it and allowed. */
const planted: readonly { rule: Rule; caught: Record<string, string>; allowed: Record<string, string> }[] = [
  {
    rule: ranksRule,
    caught: {
      'src/base/a.ts': "import { b } from '../core/b.ts'",
      'src/membership/a.ts': "import type { B } from '../sampling/b.ts'",
      'src/sim/a.ts': "export * from '../membership/swim/swim.ts'",
      'src/core/a.ts': "type A = import('../node/api.ts').Member",
      'src/node/a.ts': "import '../../tools/tidy.ts'",
      'src/novelty/a.ts': '',
    },
    allowed: {
      'src/core/a.ts': "import { b } from '../base/b.ts'",
      'src/membership/swim/a.ts': "import { b } from '../b.ts'",
      'src/testing/a.ts': "import { sim } from '../sim/sim.ts'\nimport { node } from '../node/node.ts'",
      'src/base/a.ts': "// import { b } from '../core/b.ts'",
      'src/base/a.test.ts': "import { b } from '../core/b.ts'",
      'src/index.ts': "export * from './cli/main.ts'",
    },
  },
  {
    rule: cyclesRule,
    caught: {
      'src/core/a.ts': "import { b } from './b.ts'",
      'src/core/b.ts': "import type { c } from './deeper/c.ts'",
      'src/core/deeper/c.ts': "export { a } from '../a.ts'",
    },
    allowed: {
      'src/core/a.ts': "import { b } from './b.ts'\nimport { c } from './c.ts'",
      'src/core/b.ts': "import { c } from './c.ts'",
      'src/core/c.ts': "const text = `import { a } from './a.ts'`",
    },
  },
  {
    rule: packagesRule,
    caught: { 'src/core/a.ts': "import { createHash } from 'node:crypto'" },
    allowed: { 'src/node/a.ts': "import { createHash } from 'node:crypto'" },
  },
  {
    rule: purityRule,
    caught: {
      'src/sim/a.ts': 'const at = Date.now()',
      'src/sim/b.ts': 'export async function f() {}',
      'src/sim/c.ts': 'await f()',
      'src/sim/d.ts': 'return new Promise(f)',
      'src/sim/e.ts': 'setTimeout(f, 1)',
      'src/sim/f.ts': 'console.log(`${console}`)',
    },
    allowed: {
      'src/sim/a.ts': "// Date.now()\nconst text = 'await'\nconst rest = env.console",
      'src/sim/a.test.ts': 'await f()',
      'src/node/a.ts': 'await f()',
    },
  },
  {
    rule: arithmeticRule,
    caught: {
      'src/population/a.ts': 'Math.log(2) + Math.pow(2, 3)',
      'src/sim/a.ts': 'Math.random()',
      'src/sim/b.ts': 'a ** b',
    },
    allowed: { 'src/base/a.ts': 'Math.floor(2) + Math.sqrt(2) + Math.clz32(3)', 'src/cli/a.ts': 'Math.log10(2)' },
  },
  {
    rule: anyRule,
    caught: {
      'src/base/a.ts': 'let a: any',
      'test/b.ts': 'a as any',
      'tools/c.ts': 'Map<string, any>',
      'bench/d.ts': 'f(a: any[])',
    },
    allowed: { 'src/base/a.ts': 'AbortSignal.any([])\nlet many: Company // : any' },
  },
  {
    rule: suppressionRule,
    caught: {
      'src/a.ts': '// @ts-ignore',
      'test/b.ts': '/* oxlint-disable */',
      'tools/c.ts': '// @ts-expect-error',
    },
    allowed: { 'src/a.ts': "const text = '@ts-ignore'" },
  },
  {
    rule: unrunRule,
    caught: {
      'src/a.test.ts': "it.skip('a', f)",
      'src/b.test.ts': 'describe.only(a)',
      'src/c.test.ts': 'it.todo(a)\nxit(a)',
      'src/d.test.ts': "describe.skipIf(a)('b', f)",
      'src/e.test.ts': "it.runIf(a)('b', f)",
    },
    allowed: {
      'src/a.test.ts': "it('a', (context) => context.skip('b'))\nsplit(b)\n// it.only",
      'src/a.ts': 'it.only(a)',
    },
  },
  {
    rule: docstringRule,
    caught: {
      'src/a.ts': 'export const a = 1',
      'src/b.ts': '// A remark.\nexport interface B {}',
      'src/c.ts': '/** Of something else. */\nlet x\nexport default class C {}',
      'src/d.ts': '/** D. */\nexport type D = 1; \nexport async function d() {}',
    },
    allowed: {
      'src/a.ts': "/** A. */\nexport const a = 1\nexport { b } from './b.ts'\nexport type * from './c.ts'",
      'src/b.ts': '/** Two ways. */\nexport function f(a: 1): void\nexport function f(a: 2): void',
      'test/c.ts': 'export const c = 1',
    },
  },
  {
    rule: tagsRule,
    caught: { 'src/core/tags.ts': 'const A = { a: 1, b: 2 }\nconst B = { c: 2, d: 0, e: 40 }\nconst TAG_COUNT = 40' },
    allowed: { 'src/core/tags.ts': 'const A = { a: 1 } // a: 1\nconst B = { b: 2 }\nconst TAG_COUNT = 3' },
  },
  {
    rule: catalogueRule,
    caught: { 'src/catalogue.ts': '', 'src/guard/storm/storm.ts': 'export class Storm implements Layer<Message> {' },
    allowed: {
      'src/catalogue.ts': "import { Storm } from './guard/storm/storm.ts'",
      'src/guard/storm/storm.ts': 'export class Storm implements Layer {',
      'src/core/stack.ts': 'class Stack implements Layer {',
    },
  },
  {
    rule: lengthRule,
    caught: { 'src/base/a.ts': '\n'.repeat(451) },
    allowed: { 'src/base/a.ts': '\n'.repeat(450), 'test/b.ts': '\n'.repeat(451) },
  },
  {
    rule: namesRule,
    caught: { 'src/base/TimingWheel.ts': '', 'test/a_b.ts': '' },
    allowed: { 'src/base/timing-wheel.ts': '', 'src/base/ip.test.ts': '', 'src/base/v4.ts': '' },
  },
  {
    rule: testsRule,
    caught: { 'src/base/a.ts': '' },
    allowed: { 'src/base/a.ts': '', 'src/base/a.test.ts': '' },
  },
  {
    rule: placesRule,
    caught: {
      'README.md': `see ${['', 'work', 'main'].join('/')}`,
      'docs/a.md': `in ${['', 'home', 'jane', 'code'].join('/')}`,
      'package-lock.json': ['"resolved": "https', '//example.org/a.tgz"'].join(':'),
      'tools/a.mjs': ['registry', 'example', 'com'].join('.'),
    },
    allowed: { 'README.md': 'https://example.org/home and ./work/main', 'package-lock.json': '"version": "1.0.0"' },
  },
]

describe('a planted violation is caught by the rule', () => {
  for (const { rule, caught, allowed } of planted) {
    it(rule.name, async () => {
      const together = rule === cyclesRule || rule === catalogueRule
      const found = await rule.find(projectOf(caught))
      const blamed = new Set(found.map((finding) => finding.file.replace(/^src\/base$/, 'src/base/a.ts')))
      if (together) expect(found).toHaveLength(1)
      else expect([...blamed].sort()).toEqual(Object.keys(caught).sort())
      expect(await rule.find(projectOf(allowed))).toEqual([])
    })
  }

  it('for every rule that reads sources', () => {
    expect(planted.map((entry) => entry.rule.name).sort()).toEqual(sourceRules.map((rule) => rule.name).sort())
  })

  it('with its place, what is wrong and what to do', () => {
    const [finding] = ranksRule.find(projectOf({ 'src/base/a.ts': "\n\nimport '../core/b.ts'" })) as Finding[]
    expect(finding).toMatchObject({ file: 'src/base/a.ts', line: 3, wrong: 'base (rank 0) imports core (rank 1)' })
    expect(finding?.todo).not.toBe('')
  })

  it('three times if a tag file has three', () => {
    const tags = 'const A = { a: 1, b: 2 }\nconst B = { c: 2, d: 0, e: 40 }\nconst TAG_COUNT = 40'
    expect(tagsRule.find(projectOf({ 'src/core/tags.ts': tags }))).toHaveLength(3)
  })
})

describe('the mask', () => {
  const code = (text: string): string => mask(text).code

  it('blanks strings and comments and keeps every position', () => {
    const text = 'a("b\\"c") // d\n/* e\n f */ g'
    expect(code(text)).toBe('a("    ")     \n    \n      g')
  })

  it('keeps the code inside templates', () => {
    expect(code('`a ${b + `c ${d}`} e` + f')).toBe('`  ${b + `  ${d}`}  ` + f')
    expect(code('`${{ a: 1 }}b`')).toBe('`${{ a: 1 }} `')
  })

  it('tells a regular expression from a division', () => {
    expect(code('a = /[/"]b/.test(c)')).toBe('a = /     /.test(c)')
    expect(code('a / b / c')).toBe('a / b / c')
    expect(code('return /b"/')).toBe('return /  /')
    expect(code('(a) / 2 // "')).toBe('(a) / 2     ')
  })

  it('is not led astray by an unfinished string', () => {
    expect(code("it's\nawait f()")).toBe("it' \nawait f()")
  })

  it('gives the comments with their positions', () => {
    expect(mask('a /** b */\n// c').comments).toEqual([
      { start: 2, text: '/** b */' },
      { start: 11, text: '// c' },
    ])
  })
})

describe('the output of a program', () => {
  it('becomes findings with places', () => {
    const output =
      'src/a.ts(3,5): error TS1: bad\nsrc/b.ts:4:1: worse\n::error title=format,file=src/c.ts,line=1,col=2::worst'
    const findings = findingsOf(output, 'program', 'mend it')
    expect(findings.map(({ file, line, wrong }) => `${file} ${line} ${wrong}`)).toEqual([
      'src/a.ts 3 error TS1: bad',
      'src/b.ts 4 worse',
      'src/c.ts 1 worst',
    ])
  })

  it('is one finding if it names no place', () => {
    expect(findingsOf('all is lost', 'program', 'mend it')).toEqual([
      { file: 'program', line: 1, wrong: 'all is lost', todo: 'mend it' },
    ])
  })
})
