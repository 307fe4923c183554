import type { Env, TimerId } from '../../core/env.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'

/** The environment of an overlay whose cycles stand still: both overlays shuffle by their timer of kind 0. */
export class StillEnv extends WrappedEnv {
  override setTimer(delayMs: number, kind: number, key: number): TimerId {
    return kind === 0 ? NONE : super.setTimer(delayMs, kind, key)
  }
}

/** The environment itself, or one in which no cycle happens. */
export function withCycles(own: Env, hasCycles: boolean): Env {
  return hasCycles ? own : new StillEnv(own)
}

/** A handle of no timer. */
const NONE = 0
