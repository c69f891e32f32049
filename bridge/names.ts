/** asyncio's names and ours: `call_soon` is `callSoon`, leading underscores stay, names of classes stay. */

export function camel(name: string): string {
  return name.replace(/(?<=[^_])_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
