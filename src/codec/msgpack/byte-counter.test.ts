import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteCounter } from './byte-counter.ts'
import { NO_BYTES } from './reader.ts'
import type { Sink } from './sink.ts'
import { Writer } from './writer.ts'

const EDGES = [0, 31, 32, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
const INTEGER = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...EDGES, ...EDGES.map((edge) => -edge)))

const CALL: fc.Arbitrary<(sink: Sink) => void> = fc.oneof(
  INTEGER.map((value) => (sink: Sink) => sink.int(value)),
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => (sink: Sink) => sink.text(text)),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => (sink: Sink) => sink.blob(bytes)),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => (sink: Sink) => sink.raw(bytes)),
  fc.nat(0x20000).map((count) => (sink: Sink) => sink.arrayHeader(count)),
  fc.nat(0x20000).map((count) => (sink: Sink) => sink.mapHeader(count)),
  fc.double().map((value) => (sink: Sink) => sink.float(value)),
  fc.constantFrom<((sink: Sink) => void)[]>(
    (sink) => sink.nil(),
    (sink) => sink.bool(true),
    (sink) => sink.byte(7),
    (sink) => sink.blob(NO_BYTES),
    (sink) => sink.blob(new Uint8Array(70_000)),
  ),
)

describe('a byte counter', () => {
  it('counts what a writer writes, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(CALL, { maxLength: 20 }), (calls) => {
        const [counter, writer] = [new ByteCounter(), new Writer()]
        for (const call of calls) {
          call(counter)
          call(writer)
        }
        expect(counter.length).toBe(writer.length)
      }),
    )
  })

  it('forgets what is taken back', () => {
    const counter = new ByteCounter()
    counter.text('member')
    counter.truncate(0)
    expect(counter.length).toBe(0)
  })
})
