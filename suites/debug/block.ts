/** Keeps the host busy for `seconds`: what a slow callback does. */
export function block(seconds: number): void {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}
