/** The seed of the one run that is to be shown again, out of HEARSAY_SEED. @throws Error if it is no seed */
export function replayedSeed(): number | undefined {
  const text = process.env['HEARSAY_SEED']
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new Error(`HEARSAY_SEED is "${text}", but must be a whole number from 0`)
  return Number(text)
}
