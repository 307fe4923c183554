import type { NodeOptions } from './api.ts'
import { refuseAborted } from './errors.ts'
import { HearsayNode } from './hearsay-node.ts'
import { checkOptions } from './node-options.ts'
import { type Gate, SocketRuntime } from './socket-runtime.ts'

/**
 * Makes a node on real sockets: UDP and TCP on one port. Resolves once they are bound; seeds are joined in the
 * background (`await node.ready` waits for the first to answer).
 *
 * @throws HearsayError with code ERR_BAD_OPTION, ERR_BAD_ADDRESS, ERR_BAD_KEY, ERR_INSECURE_BIND, ERR_NO_ADVERTISE,
 *   ERR_PORT_IN_USE, ERR_TAGS_TOO_LARGE or ERR_ABORTED; OptionError for a setting of SWIM
 */
export function createNode(options: NodeOptions = {}): Promise<HearsayNode> {
  return openNode(options)
}

/** @internal what createNode does; tests give a gate with which they cut the network */
export async function openNode(options: NodeOptions, gate?: Gate): Promise<HearsayNode> {
  const { signal } = options
  refuseAborted(signal)
  const checked = checkOptions(options)
  const runtime = await SocketRuntime.open({
    bind: checked.bind,
    advertise: checked.advertise,
    sealer: checked.keyring,
    label: checked.label,
    dialect: checked.dialect,
    compress: checked.compress,
    transport: checked.transport,
    streamTimeoutMs: checked.swim.streamTimeoutMs,
    gate,
  })
  try {
    refuseAborted(signal) // while the sockets were bound
  } catch (error) {
    await runtime.close()
    throw error
  }
  const node = new HearsayNode(checked, runtime, options.logger)
  node.start()
  node.closeOn(signal)
  return node
}
