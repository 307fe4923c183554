/**
 * Watches one stream of arrivals and says how suspicious its silence is, on a scale that means the same everywhere: at
 * φ the chance that the next arrival is merely late is 10^-φ, if the detector's model of the arrivals is right
 * (Hayashibara, Défago, Yared, Katayama, "The φ accrual failure detector", SRDS 2004). What to do at which φ
 * is up to the application. Times are in milliseconds, of any clock that does not go back.
 */
export interface AccrualDetector {
  /** Whether anything has arrived yet; before, φ is 0. */
  readonly hasStarted: boolean
  /** The φ from which {@link isAvailable} says no. */
  readonly threshold: number
  /** Something arrived. @throws RangeError for a time that is no number */
  heartbeat(now: number): void
  /** How suspicious the silence is, from 0 up. Between two arrivals it never falls, but by rounding. */
  phi(now: number): number
  /** The verdict at this detector's own threshold. */
  isAvailable(now: number): boolean
  /**
   * This side could not listen until `now`, so the silence up to here says nothing, and is not learnt.
   * @throws RangeError for a time that is no number
   */
  resume(now: number): void
}
