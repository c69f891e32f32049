/** What of a user's tsconfig.json changes how a module runs: its paths, its decorators, the fields of its classes. */
import { dirname } from 'node:path';
import type { CompilerOptions } from 'typescript';
import { UsageError } from '../../errors';

/** The kit's own compiler: the user's may be of a version that has no such interface, or refuses these options. */
export function compiler(): typeof import('typescript') {
  return require('typescript') as typeof import('typescript');
}

export interface UserOptions {
  /** As a tsconfig.json says them, for the compiler. */
  readonly emit: Readonly<Record<string, unknown>>;
  /** For finding a module by its name. */
  readonly paths: CompilerOptions;
}

/** No file of that name, or none that TypeScript would compile: no matter for a single module. */
const OF_NO_MATTER = [18002, 18003];
/** A file that is extended, and is not there or cannot be read. */
const OF_EXTENDS = [5083, 6053, 6096];

/** Those of the tsconfig.json nearest to `folder`. @throws UsageError where it cannot be read */
export function userOptions(folder: string): UserOptions {
  const ts = compiler();
  const file = ts.findConfigFile(folder, (path) => ts.sys.fileExists(path));
  if (file === undefined) return { emit: { esModuleInterop: true }, paths: {} };
  const { config, error } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    readonly config?: unknown;
    readonly error?: import('typescript').Diagnostic;
  };
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, dirname(file));
  const wrong = error ?? parsed.errors.find(({ code }) => !OF_NO_MATTER.includes(code) && OF_EXTENDS.includes(code));
  if (wrong !== undefined)
    throw new UsageError(
      `${file} cannot be read: ${ts.flattenDiagnosticMessageText(wrong.messageText, ' ')}`,
      'a module is compiled with the tsconfig.json nearest to it: see what `npx tsc --showConfig` says',
    );
  const { options } = parsed;
  const { experimentalDecorators, emitDecoratorMetadata, importHelpers, esModuleInterop = true } = options;
  return {
    emit: {
      experimentalDecorators: experimentalDecorators ?? false,
      emitDecoratorMetadata: emitDecoratorMetadata ?? false,
      importHelpers: importHelpers ?? false,
      esModuleInterop,
      useDefineForClassFields:
        options.useDefineForClassFields ?? (options.target ?? ts.ScriptTarget.ES2022) >= ts.ScriptTarget.ES2022,
    },
    paths: pathsOf(options),
  };
}

function pathsOf(options: CompilerOptions): CompilerOptions {
  const names = ['paths', 'pathsBasePath', 'baseUrl', 'rootDirs'];
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}
