/** Sites at places, and how far they are from one another in links. */
export interface SiteMap {
  readonly sites: number
  distance(a: number, b: number): number
}

/** Two continents that one long link joins. */
export interface TwoContinents extends SiteMap {
  /** Sites of the first continent, which come first. */
  readonly first: number
  /** Whether the way between two sites goes over the long link. */
  crosses(a: number, b: number): boolean
}

interface Place {
  readonly x: number
  readonly y: number
}

const FIRST_SIDE = 16
const SECOND_SIDE = 7
/** Sites of the second continent lie far from everybody: those of the Corporate Internet's ends. */
const OUTPOSTS: readonly Place[] = [
  { x: 40, y: 3 },
  { x: -40, y: 3 },
  { x: 3, y: 40 },
  { x: 3, y: -40 },
]

/**
 * A map in place of Demers' Xerox Corporate Internet, which was not published: two squares of 256 and 49 sites and four
 * outposts; on a continent links go straight and across, the long link lies between the middles.
 */
export function twoContinents(): TwoContinents {
  const places = [...square(FIRST_SIDE), ...square(SECOND_SIDE), ...OUTPOSTS]
  const first = FIRST_SIDE * FIRST_SIDE
  const gates = [middle(FIRST_SIDE), middle(SECOND_SIDE)] as const
  const gate = (site: number): Place => (site < first ? gates[0] : gates[1])
  const crosses = (a: number, b: number): boolean => a < first !== b < first
  const distance = (a: number, b: number): number => {
    const [from, to] = [places[a] as Place, places[b] as Place]
    return crosses(a, b) ? steps(from, gate(a)) + 1 + steps(gate(b), to) : steps(from, to)
  }
  return { sites: places.length, first, crosses, distance }
}

/** Sites in a row, a link between neighbours. */
export function line(sites: number): SiteMap {
  return { sites, distance: (a, b) => Math.abs(a - b) }
}

function square(side: number): Place[] {
  return Array.from({ length: side * side }, (_, i) => ({ x: i % side, y: Math.floor(i / side) }))
}

function middle(side: number): Place {
  return { x: Math.floor(side / 2), y: Math.floor(side / 2) }
}

function steps(a: Place, b: Place): number {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))
}
