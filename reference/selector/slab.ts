/**
 * The room that streams receive into. A read does not know how much there is, and new room for the most it could be would cost
 * more than the read: so one large piece serves many reads, and what came is handed out as a part of it.
 */
import { receiveAt } from '../sockets/descriptors';
import { addressOf } from '../sockets/koffi';

const SLAB = 256 * 1024;
/** Bytes of one read at least; with less left, the next read begins a new slab. */
const LEAST = 64 * 1024;
/** Up to so many bytes are copied: a small message must not hold a whole slab. */
const COPIED = 512;

let slab: Buffer;
/** Of the slab's first byte, in memory: given by number, the room of a read needs no view of its own. */
let address: number;
/** What lies before has been handed out. */
let start = SLAB;

/** Receives into the room; how many bytes, or `null` where it would block. @throws OSError */
export function receiveIntoSlab(fd: number): number | null {
  renewUnlessRoom();
  return receiveAt(fd, address + start, SLAB - start);
}

/** Where the next read may store. */
export function slabRoom(): Uint8Array {
  renewUnlessRoom();
  return slab.subarray(start);
}

/** The first `count` bytes of the room, which are the caller's from now on. */
export function takeFromSlab(count: number): Uint8Array {
  const taken = slab.subarray(start, start + count);
  if (count <= COPIED) return Buffer.from(taken);
  start += count;
  return taken;
}

function renewUnlessRoom(): void {
  if (SLAB - start >= LEAST) return;
  // Only what a read has stored is ever handed out: to clear it all would cost more than many reads.
  slab = Buffer.allocUnsafeSlow(SLAB);
  address = addressOf(slab);
  start = 0;
}
