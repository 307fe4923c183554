import { OptionError, unknownOption } from './option-error.ts'

/** What a number may be, both ends included. */
export interface Limit {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

/** A record of numbers. */
export type Numbers<T> = { readonly [K in keyof T]: number }

/**
 * Defaults with what was given, checked.
 * @param owner names the thing in messages: "PhiAccrual"
 * @throws OptionError naming the first setting that is wrong or unknown
 */
export function checkedNumbers<T extends Numbers<T>>(
  owner: string,
  defaults: T,
  limits: { readonly [K in keyof T]: Limit },
  given: Partial<T>,
): T {
  const wanted = Object.entries(given).filter(([, value]) => value !== undefined)
  for (const [name, value] of wanted) {
    if (!Object.hasOwn(limits, name)) throw unknownOption(owner, name, value, Object.keys(limits))
    checkNumber(owner, name, value, limits[name as keyof T])
  }
  return { ...defaults, ...Object.fromEntries(wanted) }
}

function checkNumber(owner: string, name: string, value: unknown, { least, most, whole = false }: Limit): void {
  const isSound = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))
  if (isSound) return
  throw new OptionError(owner, name, value, `${whole ? 'an integer' : 'a number'} from ${least} to ${most}`)
}
