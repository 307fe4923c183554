/** The least silence up to `mostMs` at which `isOver` holds, within a nanosecond; NaN if it never does. */
export function silenceUntil(isOver: (silenceMs: number) => boolean, mostMs: number): number {
  if (!isOver(mostMs)) return Number.NaN
  let [below, above] = [0, mostMs]
  while (above - below > 1e-6) {
    const middle = (below + above) / 2
    if (isOver(middle)) above = middle
    else below = middle
  }
  return above
}
