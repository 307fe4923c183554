import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is yes.
 * @returns milliseconds it took
 * @throws Error naming what was awaited, with the last thing seen
 */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { limitMs = 30_000, everyMs = 20, seen }: { limitMs?: number; everyMs?: number; seen?: () => unknown } = {},
): Promise<number> {
  const started = performance.now()
  for (;;) {
    if (await isSo()) return performance.now() - started
    if (performance.now() - started > limitMs) {
      const last = seen === undefined ? '' : `; last seen: ${JSON.stringify(await seen())}`
      throw new Error(`not within ${limitMs} ms: ${what}${last}`)
    }
    await sleep(everyMs)
  }
}
