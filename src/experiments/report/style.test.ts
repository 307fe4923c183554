import { describe, expect, it } from 'vitest'
import { STYLE } from './style.ts'

/** The variables of each ":root": light, dark, print. */
const schemes = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, body]) =>
    new Map([...(body ?? '').matchAll(/--([\w-]+): (#[0-9a-f]+)/g)].map(([, name, colour]) => [name, colour])),
)

/** What is written on what. */
const TEXT: readonly [string, string][] = [
  ['text', 'page'],
  ['text', 'card'],
  ['text', 'fails-back'],
  ['quiet', 'page'],
  ['quiet', 'card'],
  ['published', 'card'],
  ['measured', 'card'],
  ['measured', 'page'],
  ['fails', 'card'],
  ['holds', 'holds-back'],
  ['fails', 'fails-back'],
  ['open', 'open-back'],
]
/** Marks beside what they lie on. */
const MARKS: readonly [string, string][] = [
  ['measured', 'band'],
  ['published', 'band'],
  ['fails', 'band'],
  ['holds', 'card'],
]

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the colours of the report', () => {
  it('are those of light, dark and paper, each with every variable', () => {
    const names = schemes.map((scheme) => [...scheme.keys()].map(String).toSorted((a, b) => (a < b ? -1 : 1)))
    expect(names).toHaveLength(3)
    expect(names[1]).toEqual(names[0])
    expect(names[2]).toEqual(names[0])
  })

  for (const [index, scheme] of schemes.entries()) {
    const where = ['light', 'dark', 'print'][index] ?? ''
    it(`${where}: text has a contrast of 4.5 and marks of 3 at least (WCAG 2.2, 1.4.3 and 1.4.11)`, () => {
      const low = [
        ...TEXT.map((pair) => [...pair, 4.5] as const),
        ...MARKS.map((pair) => [...pair, 3] as const),
      ].filter(([front, back, least]) => contrast(scheme.get(front) ?? '', scheme.get(back) ?? '') < least)
      expect(low).toEqual([])
    })
  }
})
