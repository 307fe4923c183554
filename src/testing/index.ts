/** A cluster in virtual time, for your own tests. */
export {
  VirtualNetwork,
  virtualNetwork,
  type VirtualNetworkOptions,
  type VirtualNodeOptions,
} from './virtual-network.ts'
