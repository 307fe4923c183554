import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'

describe('an unknown name', () => {
  it('is answered with the nearest known one', () => {
    expect(nearest('tydi', ['interop', 'tidy', 'loss'])).toBe('tidy')
    expect(nearest('inter', ['tidy', 'interop', 'loss'])).toBe('interop')
    expect(nearest('x', [])).toBeUndefined()
  })
})
