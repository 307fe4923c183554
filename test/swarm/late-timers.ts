import { deriveSeed, Rng, unit } from '../../src/base/rng.ts'
import type { Env } from '../../src/core/env.ts'

/**
 * The environment of a process whose timers come late, as those of a busy one do: each by up to `mostMs`. What else is
 * random there stays as it is without.
 */
export function withLateTimers(env: Env, mostMs: number, seed: number): Env {
  const rng = new Rng(deriveSeed(seed, env.self, Math.round(env.now())))
  const lateMs = (): number => mostMs * unit(() => rng.next())
  return {
    self: env.self,
    packetBudget: env.packetBudget,
    now: () => env.now(),
    random: () => env.random(),
    sizeOf: (message) => env.sizeOf(message),
    send: (to, message, channel) => env.send(to, message, channel),
    setTimer: (delayMs, kind, key) => env.setTimer(delayMs + lateMs(), kind, key),
    clearTimer: (timer) => env.clearTimer(timer),
    emit: (event) => env.emit(event),
  }
}
