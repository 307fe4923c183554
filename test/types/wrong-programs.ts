/** Lines of a program that the compiler must refuse, each by itself. `node` and `net` are at hand. */
export const WRONG_LINES: readonly string[] = [
  "await createNode({ nodeName: 'a' })",
  'await createNode({ name: 7 })',
  "await createNode({ profile: 'moon' })",
  "await createNode({ dialect: 'raft' })",
  'await createNode({ tags: { shard: 1 } })',
  'await createNode({ swim: { probeInterval: 1 } })',
  "node.on('joined', () => {})",
  "node.on('join', (member: string) => {})",
  "node.on('event', (event) => event.data)",
  "node.on('event', (event) => event.payload.toUpperCase())",
  "node.once('nothing', () => {})",
  "node.emit('join', 'a')",
  'node.members().push(node.members()[0]!)',
  "node.member('a')!.status = 'failed'",
  "node.member('a').name",
  "node.sendEvent('a', { json: true })",
  'node.setTags({ shard: 1 })',
  'node.stats().health = 0',
  "node.name = 'b'",
  'for await (const event of node.events()) event.member',
  "for await (const event of node.events()) if (event.type === 'gap') event.member",
  "for await (const event of node.events()) if (event.type === 'joined') break",
  "node.events({ types: ['joined'] })",
  "const code: HearsayErrorCode = 'ERR_NOTHING'",
  "new HearsayError('ERR_NOTHING', '')",
  "await net.createNode({ bind: '127.0.0.1:0' })",
  "await net.createNode({ key: 'x' })",
  "virtualNetwork({ latency: 'slow' })",
  'const disposable: Disposable = node',
  "const { joined } = node.join('a')",
]

/** Lines that the compiler must take: else the wrong ones might be refused for another reason. */
export const RIGHT_LINES: readonly string[] = [
  "await createNode({ name: 'a', join: ['b'], tags: { shard: '1' }, swim: { probeIntervalMs: 1 } })",
  "node.on('join', (member) => member.name.toUpperCase())",
  "node.on('event', (event) => event.payload.byteLength)",
  "node.sendEvent('a', new Uint8Array(1), { coalesce: true })",
  "for await (const event of node.events()) if (event.type === 'join') event.member.name",
  "const code: HearsayErrorCode = 'ERR_CLOSED'",
  "await net.createNode({ name: 'v', join: 'a' })",
  'const disposable: AsyncDisposable = node',
]

/** What stands above the lines. */
export const PRELUDE: readonly string[] = [
  "import { createNode, HearsayError, type HearsayErrorCode } from 'hearsay'",
  "import { virtualNetwork } from 'hearsay/testing'",
  'const node = await createNode()',
  'const net = virtualNetwork()',
  'void [HearsayError, net]',
]

/** A module with each line in a block of its own. */
export function programOf(lines: readonly string[]): string {
  return [...PRELUDE, ...lines.map((line) => `{ ${line} }`), 'export {}'].join('\n')
}
