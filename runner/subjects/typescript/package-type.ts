/** Whether node takes a file for an ES module, by its ending or by the package that it lies in. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

export function isEsModule(path: string): boolean {
  if (/\.m[jt]s$/.test(path)) return true;
  return /\.[jt]s$/.test(path) && isModulePackage(dirname(path));
}

/** Whether files in `folder` that do not say so by their ending are ES modules. */
export function isModulePackage(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return typeOf(manifest) === 'module';
  return dirname(folder) !== folder && isModulePackage(dirname(folder));
}

function typeOf(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly type?: unknown }).type;
  } catch {
    return undefined; // Node itself will say what is wrong with it.
  }
}
