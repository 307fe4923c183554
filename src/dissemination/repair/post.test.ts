import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePost, encodePost, MOST_AFTER, MOST_TOPIC_BYTES, type Post } from './post.ts'

const number = fc.maxSafeNat()
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const posts: fc.Arbitrary<Post> = fc
  .record({
    topic: text,
    author: text,
    origin: number,
    sequence: fc.integer({ min: 1, max: 2 ** 40 }),
    kept: fc.nat(100),
    after: fc.array(fc.record({ origin: number, sequence: number }), { maxLength: 9 }),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ kept, ...post }) => ({ ...post, floor: Math.max(1, post.sequence - kept) }))

const PLAIN: Post = {
  topic: 'orders',
  author: 'a',
  origin: 5,
  sequence: 300,
  floor: 298,
  after: [],
  body: Uint8Array.of(9),
}

describe('a post', () => {
  it('is the same after it has been bytes', () => {
    fc.assert(
      fc.property(posts, (post) => {
        expect(decodePost(encodePost(post))).toEqual(post)
      }),
    )
  })

  it('takes few bytes more than what it carries', () => {
    expect([...encodePost(PLAIN)]).toEqual([1, 6, ...Buffer.from('orders'), 1, 97, 5, 0xac, 2, 2, 0, 9])
  })

  it('is none of any other bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => decodePost(bytes)).not.toThrow()
      }),
    )
    const bytes = encodePost({ ...PLAIN, body: new Uint8Array(0) })
    for (let cut = 0; cut < bytes.length; cut++) expect(decodePost(bytes.subarray(0, cut))).toBeUndefined()
    expect(decodePost(Uint8Array.of(2, ...bytes.subarray(1)))).toBeUndefined()
  })

  it('has a bound for everything that is counted', () => {
    const after = (count: number) => Array.from({ length: count }, (_, i) => ({ origin: i, sequence: 1 }))
    expect(decodePost(encodePost({ ...PLAIN, after: after(MOST_AFTER) }))?.after).toHaveLength(MOST_AFTER)
    expect(decodePost(encodePost({ ...PLAIN, after: after(MOST_AFTER + 1) }))).toBeUndefined()
    expect(decodePost(encodePost({ ...PLAIN, topic: 'x'.repeat(MOST_TOPIC_BYTES + 1) }))).toBeUndefined()
    expect(decodePost(encodePost({ ...PLAIN, author: 'x'.repeat(129) }))).toBeUndefined()
    expect(decodePost(encodePost({ ...PLAIN, sequence: 3, floor: 0 }))).toBeUndefined()
  })
})
