/** Listeners and peers have numbers, of which none is used twice in a process: a late request meets nobody else. */
let last = 0;

export function nextNumber(): number {
  return ++last;
}
