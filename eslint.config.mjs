import { runInNewContext } from 'node:vm';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Names that a host adds to the language: what node has and a bare context has not, and those of CommonJS and of browsers. */
const language = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'));
const hostGlobals = [
  ...Object.getOwnPropertyNames(globalThis).filter((name) => !language.has(name)),
  ...['require', 'module', 'exports', '__dirname', '__filename', 'NodeJS'],
  ...['window', 'document', 'self', 'location', 'requestAnimationFrame', 'requestIdleCallback'],
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'coverage/',
      'node_modules/',
      '.cache/',
      '.venv/',
      '.oracles/',
      '**/*.mjs',
      '**/*.cjs',
      'docs/',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A coroutine may end before its first yield.
      'require-yield': 'off',
      // Names that the contract has and the kit never calls: `_loop`, `_context`.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An unawaited assertion is a false pass.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      // Any value may be thrown: that is part of the contract.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // `yield* future` and friends return nothing on purpose.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      // CommonJS: subjects, and layers that may only be reached as subjects, are loaded at run time by path.
      '@typescript-eslint/no-require-imports': 'off',
      // A loop under test may not keep the types it claims, so what looks needless to the compiler is a check.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      // A type parameter that only names a callback's arguments still says what goes together.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // What others may import is listed by name, so that nothing gets out by being moved.
    files: ['{spec,suites,reference,runner}/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration[exported=null]', message: 'list the names' }],
    },
  },
  {
    // The reference's core runs on any host: it reaches one through reference/loop/host.ts alone.
    files: ['reference/**/*.ts'],
    ignores: ['reference/{node,executor,selector,sockets,tls,web}/**', '!reference/executor/host-executor.ts'],
    rules: {
      'no-restricted-globals': ['error', ...new Set(hostGlobals)],
      'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'Ask reference/loop/host.ts.' }] }],
    },
  },
  {
    files: ['reference/web/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setImmediate', 'clearImmediate', 'global', 'NodeJS'],
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
    },
  },
);
