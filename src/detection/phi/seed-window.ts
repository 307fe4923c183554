import type { ArrivalWindow } from './arrival-window.ts'

/** What Akka puts into a window at the first arrival: the estimate, less and plus a quarter, which is rounded down. */
export function seedWindow(window: ArrivalWindow, estimateMs: number): void {
  const quarter = Math.floor(estimateMs / 4)
  window.add(estimateMs - quarter)
  window.add(estimateMs + quarter)
}
