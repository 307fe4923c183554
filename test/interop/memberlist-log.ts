const SUSPECTED = /memberlist: (?:Suspect (\S+) has failed|Marking (\S+) as failed)/

/** A line about an exchange of states that fell due with a member just killed. */
export const REFUSED_BY_THE_DEAD: RegExp = /memberlist: Push\/Pull with \S+ failed: dial tcp .* connection refused/

/** The member that a line of memberlist's log suspects, or finds failed after a suspicion. */
export function suspectedIn(line: string): string | undefined {
  const suspected = SUSPECTED.exec(line)
  return suspected?.[1] ?? suspected?.[2]
}
