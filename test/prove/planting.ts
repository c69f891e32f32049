/** Loads the reference into this process: sound, once, and with one mutant in it, as often as there are mutants. */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, sep } from 'node:path';
import { loopsOf, type Loops } from './loops';
import { applyMutant, type Mutant } from './mutant';

/** How node loads a file of one extension. */
type Loader = (module: { _compile(code: string, filename: string): void }, filename: string) => void;

const extensions = (Module as unknown as { readonly _extensions: Record<string, Loader> })._extensions;

export interface Planted {
  readonly loops: Loops;
  /** From now on `require` finds these modules. */
  readonly use: () => void;
}

let sound: Planted | undefined;

/** The sound reference, loaded when it is first asked for. */
export function loadSound(root: string): Planted {
  return (sound ??= load(root));
}

/** The reference with the mutant in it, and nothing of what was loaded before. */
export function loadMutated(root: string, mutant: Mutant): Planted {
  const original = extensions['.js'];
  if (original === undefined) throw new Error('node has no loader for .js');
  const target = join(root, 'reference', mutant.file);
  unload(root);
  extensions['.js'] = (module, filename) => {
    if (filename !== target) original(module, filename);
    else module._compile(applyMutant(mutant, readFileSync(filename, 'utf8')), filename);
  };
  try {
    return load(root);
  } finally {
    extensions['.js'] = original;
    // Whoever asks for a module later gets the sound one.
    loadSound(root).use();
  }
}

function load(root: string): Planted {
  const loops = loopsOf(root);
  const modules = Object.entries(require.cache).filter(([path]) => isReference(root, path));
  return {
    loops,
    use: () => {
      unload(root);
      for (const [path, module] of modules) require.cache[path] = module;
    },
  };
}

function unload(root: string): void {
  for (const path of Object.keys(require.cache))
    if (isReference(root, path)) Reflect.deleteProperty(require.cache, path);
}

function isReference(root: string, path: string): boolean {
  return path.startsWith(join(root, 'reference') + sep);
}
