/** How finely a loop may round deadlines, and a way to spend time. */

/** Seconds by which a clock's granularity may make a timer early. */
export const GRAIN = 0.001;

/** Keeps the host busy for `seconds`. */
export function block(seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}
