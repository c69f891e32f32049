/** Where a datagram goes. Shared by the datagram transports. */
import { ValueError } from '../../spec';
import type { Address } from '../../spec';
import { repr } from '../python/repr';

/** The address of the endpoint's peer where there is one, and else what sendto() was given. @throws ValueError for another than the peer's */
export function destination(peer: Address | null, given: Address | null): Address | null {
  if (peer === null) return given;
  if (given !== null && !isSame(given, peer)) throw new ValueError(`Invalid address: must be None or ${repr(peer)}`);
  return peer;
}

function isSame(one: Address, other: Address): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
