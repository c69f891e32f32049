/** ts-node, set up alike for CommonJS here and for ES modules in the thread of their hooks. */
import type { CreateOptions } from 'ts-node';
import type { UserOptions } from './user-options';

/** Compiled one file at a time: types are not checked. */
export function serviceOptions(folder: string, { emit }: UserOptions): CreateOptions {
  return {
    transpileOnly: true,
    skipProject: true,
    cwd: folder,
    compiler: require.resolve('typescript'),
    compilerOptions: { ...emit, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022' },
  };
}
