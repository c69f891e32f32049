/**
 * The room that streams receive into. A read does not know how much there is, and new room for the most it could be would cost
 * more than the read: so one large piece serves many reads, and what came is handed out as a part of it.
 */

const SLAB = 256 * 1024;
/** Bytes of one read at least; with less left, the next read begins a new slab. */
const LEAST = 64 * 1024;
/** Up to so many bytes are copied: a small message must not hold a whole slab. */
const COPIED = 512;

let slab = new Uint8Array(SLAB);

/** Where the next read may store. */
export function slabRoom(): Uint8Array {
  return slab;
}

/** The first `count` bytes of the room, which are the caller's from now on. */
export function takeFromSlab(count: number): Uint8Array {
  if (count <= COPIED) {
    const copy = Buffer.allocUnsafe(count);
    copy.set(slab.subarray(0, count));
    return copy;
  }
  const taken = slab.subarray(0, count);
  slab = slab.length - count < LEAST ? new Uint8Array(SLAB) : slab.subarray(count);
  return taken;
}
