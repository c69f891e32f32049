/**
 * Methods that a test replaced on Python objects. A method taken from an object before that (`loop.callSoon.bind(loop)`)
 * stays the method it was, as a bound method does in Python, though the proxy calls methods by name.
 */
type Callable = (...args: unknown[]) => unknown;

export class Overrides {
  readonly #earlier = new Map<string, Callable[]>();
  #names = new WeakMap<object, string>();

  /** How often the method was replaced so far. */
  generation(id: number, name: string): number {
    return this.#earlier.get(`${String(id)}.${name}`)?.length ?? 0;
  }

  /** `method` is replaced: who took it goes on with it. */
  replaced(id: number, name: string, method: Callable): void {
    const key = `${String(id)}.${name}`;
    this.#earlier.set(key, [...(this.#earlier.get(key) ?? []), method]);
  }

  /** The method of a generation that has been replaced since; `undefined` for the present one. */
  earlier(id: number, name: string, generation: number): Callable | undefined {
    return this.#earlier.get(`${String(id)}.${name}`)?.[generation];
  }

  /** `method` is what Python calls by `name` from now on, and so takes its arguments as that method does. */
  names(method: object, name: string): void {
    this.#names.set(method, name);
  }

  /** The name by which Python calls this function of ours, where it replaces a method. */
  nameOf(method: object): string | undefined {
    return this.#names.get(method);
  }

  clear(): void {
    this.#earlier.clear();
    this.#names = new WeakMap();
  }
}
