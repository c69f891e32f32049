/** Finds a module as TypeScript does, where node alone does not: `./x.js` that is x.ts, and names that tsconfig's paths map. */
import { compiler, type UserOptions } from './user-options';

export type Find = (name: string, from: string) => string | undefined;

export function finder({ paths }: UserOptions): Find {
  const ts = compiler();
  const options = {
    ...paths,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowJs: true,
    allowImportingTsExtensions: true,
  };
  return (name, from) => {
    const { resolvedModule } = ts.resolveModuleName(name, from, options, ts.sys);
    if (resolvedModule === undefined || resolvedModule.isExternalLibraryImport === true) return undefined;
    const { resolvedFileName: file } = resolvedModule;
    return /\.d\.[cm]?ts$/.test(file) ? undefined : file;
  };
}

/** Whether `paths` maps a name, which then goes before a package of that name. */
export function isMapped(name: string, { paths: { paths = {} } }: UserOptions): boolean {
  return Object.keys(paths).some((pattern) => {
    const [before = '', after] = pattern.split('*');
    return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after);
  });
}

/** Whether a name may be found by {@link Find} once node has not found it. */
export function isLocal(name: string): boolean {
  return !name.startsWith('node:') && !name.startsWith('data:');
}
