import { deriveSeed, Rng, unit } from '../../src/base/rng.ts'
import type { Env, TimerId } from '../../src/core/env.ts'
import { WrappedEnv } from '../../src/core/wrapped-env.ts'

/**
 * The environment of a process whose timers come late, as those of a busy one do: each by up to `mostMs`. What else is
 * random there stays as it is without.
 */
export class LateTimers extends WrappedEnv {
  readonly #mostMs: number
  readonly #rng: Rng

  constructor(env: Env, mostMs: number, seed: number) {
    super(env)
    this.#mostMs = mostMs
    this.#rng = new Rng(deriveSeed(seed, env.self, Math.round(env.now())))
  }

  override setTimer(delayMs: number, kind: number, key: number): TimerId {
    return super.setTimer(delayMs + this.#mostMs * unit(() => this.#rng.next()), kind, key)
  }
}
