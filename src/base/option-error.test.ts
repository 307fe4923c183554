import { describe, expect, it } from 'vitest'
import { OptionError, unknownOption } from './option-error.ts'

describe('a setting that cannot be', () => {
  it('is named, with its value and what it may be', () => {
    const error = new OptionError('swim', 'gossipNodes', 1.5, 'an integer')
    expect(error.message).toBe('swim.gossipNodes is 1.5, but must be an integer')
    expect(error).toMatchObject({ name: 'OptionError', code: 'ERR_BAD_OPTION', owner: 'swim', option: 'gossipNodes' })
  })

  it('that is not known is answered with the nearest', () => {
    expect(unknownOption('swim', 'gosipNodes', 3, ['refute', 'gossipNodes']).message).toBe(
      'swim.gosipNodes is 3, but must be a known setting (did you mean "gossipNodes"?): refute, gossipNodes',
    )
  })
})
