import type { HearsayNode } from '../../src/node/hearsay-node.ts'

/** How a node sees its cluster: status by name. */
export function statuses(node: HearsayNode): Record<string, string> {
  return Object.fromEntries(node.members().map((member) => [member.name, member.status]))
}
