import type { NodeOptions, NodeWarning } from '../../src/node/api.ts'
import { createNode, openNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'
import { waitUntil } from '../support/wait-until.ts'

const PEERS = 2
const SETTINGS: NodeOptions = {
  bind: '127.0.0.1:0',
  swim: { probeIntervalMs: 500, probeTimeoutMs: 250, gossipIntervalMs: 100, streamTimeoutMs: 1000 },
  accrual: {},
}

/** A node that is going to be flooded, and its healthy peers. */
export class LiveCluster {
  readonly name: string
  readonly target: HearsayNode
  readonly peers: readonly HearsayNode[]
  /** "by → of" for each healthy node that was declared dead. */
  readonly falseDeaths: string[] = []
  readonly warnings: NodeWarning[] = []

  private constructor(name: string, nodes: readonly HearsayNode[]) {
    this.name = name
    this.target = nodes[0] as HearsayNode
    this.peers = nodes.slice(1)
    const names = new Set(nodes.map((node) => node.name))
    for (const node of nodes) {
      node.on('fail', (member) => {
        if (names.has(member.name)) this.falseDeaths.push(`${node.name} → ${member.name}`)
      })
    }
    this.target.on('warning', (warning) => this.warnings.push(warning))
  }

  /** Starts the nodes and waits until they see each other. @param onPacket told the sender of each packet to the target */
  static async open(name: string, options: NodeOptions, onPacket: (from: string) => void): Promise<LiveCluster> {
    const target = await openNode({ ...SETTINGS, ...options, name: `healthy-${name}-0` }, (address, direction) => {
      if (direction === 'in') onPacket(address)
      return true
    })
    const peers = await Promise.all(
      Array.from({ length: PEERS }, (_, i) =>
        createNode({ ...SETTINGS, ...options, name: `healthy-${name}-${i + 1}`, join: target.address }),
      ),
    )
    const cluster = new LiveCluster(name, [target, ...peers])
    await waitUntil(`cluster ${name} is one`, () => cluster.isWhole())
    return cluster
  }

  get nodes(): readonly HearsayNode[] {
    return [this.target, ...this.peers]
  }

  get port(): number {
    return this.target.member(this.target.name)?.port ?? 0
  }

  /** Whether every healthy node sees every healthy node alive. */
  isWhole(): boolean {
    return this.nodes.every((node) => this.nodes.every((other) => node.member(other.name)?.status === 'alive'))
  }

  /** Input that the target dropped, by reason. */
  get dropped(): Readonly<Record<string, number>> {
    return this.target.stats().dropped
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()))
  }
}
