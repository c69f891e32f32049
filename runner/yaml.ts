/** YAML, loaded at its first use: it is of 72 modules, and most runs neither read nor write any. */
export function yaml(): typeof import('yaml') {
  return require('yaml') as typeof import('yaml');
}
