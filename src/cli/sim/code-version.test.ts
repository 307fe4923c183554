import { describe, expect, it } from 'vitest'
import { VERSION } from '../../agent/version.ts'
import { codeVersion } from './code-version.ts'

describe('the version of the code', () => {
  it('begins with that of the package, and names the commit of a working copy', () => {
    const [version, commit] = codeVersion().split('+')
    expect(version).toBe(VERSION)
    if (commit !== undefined) expect(commit).toMatch(/^[0-9a-f]{12,}(-dirty)?$/)
    expect(codeVersion()).toBe(codeVersion())
  })
})
