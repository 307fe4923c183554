/**
 * A peer's number: an address, interned by the runtime. Layers keep columns indexed by it instead of maps of strings.
 * Only the runtime knows the address behind it (see AddressBook).
 */
export type PeerId = number & { readonly [peerBrand]: true }
declare const peerBrand: unique symbol
