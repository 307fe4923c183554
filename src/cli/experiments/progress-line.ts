import type { RunProgress } from '../../experiments/index.ts'

const BAR_WIDTH = 24
/** Before so much is done, the rest cannot be told from the time so far. */
const LEAST_DONE = 0.02

/** How far a run is, in one line: "[2/5] infect-and-die ━━━━━━━╌╌╌╌╌  43 %  3 s left". */
export function progressLine({ experiment, index, count, done, seconds }: RunProgress): string {
  const share = Math.min(1, Math.max(0, done))
  const filled = Math.round(share * BAR_WIDTH)
  const bar = '━'.repeat(filled) + '╌'.repeat(BAR_WIDTH - filled)
  const percent = `${Math.round(share * 100)} %`.padStart(5)
  return `[${index + 1}/${count}] ${experiment.id} ${bar} ${percent}${remaining(share, seconds)}`
}

function remaining(share: number, seconds: number): string {
  if (share < LEAST_DONE) return ''
  return `  ${durationText((seconds * (1 - share)) / share)} left`
}

/** "3 s", "2 min 5 s". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
