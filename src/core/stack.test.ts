import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from './env.ts'
import type { Event } from './event.ts'
import type { Layer } from './layer.ts'
import { type Message, packet } from './message.ts'
import { RecordingEnv } from './recording-env.ts'
import { Stack } from './stack.ts'

const PEER = 7 as PeerId

/** Writes down what it is told. */
class Diary implements Layer {
  readonly lines: string[]
  readonly env: Env
  readonly #name: string

  constructor(name: string, env: Env, lines: string[]) {
    this.#name = name
    this.env = env
    this.lines = lines
  }

  start(): void {
    this.lines.push(`${this.#name} starts`)
  }

  onMessage(from: PeerId, message: Message): void {
    this.lines.push(`${this.#name} gets ${message.tag} from ${from}`)
  }

  onTimer(kind: number, key: number): void {
    this.lines.push(`${this.#name} timer ${kind}/${key}`)
  }

  onEvent(event: Event): void {
    this.lines.push(`${this.#name} hears ${event.type}`)
  }
}

function threeLayers(): { env: RecordingEnv; stack: Stack; layers: Diary[]; lines: string[] } {
  const env = new RecordingEnv({ self: 3, packetBudget: 1000, sizeOf: (message) => message.tag * 10 })
  const stack = new Stack(env)
  const lines: string[] = []
  const layers = ['low', 'middle', 'top'].map((name, i) =>
    stack.add({ first: 1 + 2 * i, second: 2 + 2 * i }, (own) => new Diary(name, own, lines)),
  )
  return { env, stack, layers, lines }
}

describe('the stack', () => {
  it('starts its layers from the bottom up', () => {
    const { stack, lines } = threeLayers()
    stack.start()
    expect(lines).toEqual(['low starts', 'middle starts', 'top starts'])
  })

  it('brings each message to the layer that owns its tag', () => {
    const { stack, lines } = threeLayers()
    for (const tag of [1, 4, 5]) stack.onMessage(PEER, { tag })
    expect(lines).toEqual(['low gets 1 from 7', 'middle gets 4 from 7', 'top gets 5 from 7'])
  })

  it('opens packets, in order', () => {
    const { stack, lines } = threeLayers()
    stack.onMessage(PEER, packet([{ tag: 6 }, packet([{ tag: 1 }]), { tag: 3 }]))
    expect(lines).toEqual(['top gets 6 from 7', 'low gets 1 from 7', 'middle gets 3 from 7'])
  })

  it('ignores messages that nobody owns', () => {
    const { stack, lines } = threeLayers()
    for (const tag of [7, 31, 1000, -1]) stack.onMessage(PEER, { tag })
    expect(lines).toEqual([])
  })

  it('refuses two owners of one tag', () => {
    const { stack, lines } = threeLayers()
    expect(() => stack.add({ stolen: 4 }, (env) => new Diary('thief', env, lines))).toThrow('tag 4 (stolen)')
  })

  it('gives each layer its own timers, whatever kinds they use', () => {
    const { env, stack, layers, lines } = threeLayers()
    for (const [i, layer] of layers.entries()) layer.env.setTimer(10 + i, 255, i + 0.5)
    layers[0]?.env.setTimer(20, 0, -1)
    env.advance(stack, 30)
    expect(lines).toEqual(['low timer 255/0.5', 'middle timer 255/1.5', 'top timer 255/2.5', 'low timer 0/-1'])
  })

  it('clears only the timer that was meant', () => {
    const { env, stack, layers, lines } = threeLayers()
    const [low, top] = [layers[0]?.env, layers[2]?.env]
    const timer = low?.setTimer(5, 1, 1) ?? 0
    top?.setTimer(5, 1, 1)
    low?.clearTimer(timer)
    low?.clearTimer(timer)
    env.advance(stack, 10)
    expect(lines).toEqual(['top timer 1/1'])
  })

  it('takes what a layer emits to those above it and out of the top', () => {
    const { env, layers, lines } = threeLayers()
    layers[1]?.env.emit({ type: 'news' })
    expect(lines).toEqual(['top hears news'])
    expect(env.takeEvents()).toEqual([{ type: 'news' }])
  })

  it('tells every layer what the runtime tells', () => {
    const { env, stack, lines } = threeLayers()
    stack.onEvent({ type: 'lag' })
    expect(lines).toEqual(['low hears lag', 'middle hears lag', 'top hears lag'])
    expect(env.events).toEqual([])
  })

  it('shows each layer the world as it is', () => {
    const { env, stack, layers } = threeLayers()
    const own = layers[1]?.env as Env
    env.advance(stack, 12.5)
    own.send(PEER, { tag: 3 }, 'stream')
    expect([own.self, own.packetBudget, own.now(), own.sizeOf({ tag: 4 })]).toEqual([3, 1000, 12.5, 40])
    expect(own.random()).toBe(new RecordingEnv().random())
    expect(env.takeSent()).toEqual([{ at: 12.5, to: 7, message: { tag: 3 }, channel: 'stream' }])
  })
})
