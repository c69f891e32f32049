/** Reading the values of options; a wrong one is the user's mistake. */

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
