/** Bundles for the browser platform, as a web application would be. */
import { build, type BuildResult, type Plugin } from 'esbuild';

type Bundle = BuildResult<{ write: false; metafile: true }>;

/** What the suites need of node, from what a page has: a further realm, the names of signals. */
const STAND_INS: Readonly<Record<string, string>> = {
  'node:vm': `
    exports.runInNewContext = (code) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      return frame.contentWindow.eval(code);
    };
  `,
  'node:os': 'exports.constants = { signals: {} };',
};

const standIns: Plugin = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'stand-in' }));
    onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({ contents: STAND_INS[path] ?? '' }));
  },
};

/** @throws when a module that is reached imports one of node. */
export function bundle(entry: string, plugins: readonly Plugin[] = []): Promise<Bundle> {
  return build({
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    metafile: true,
    // Texts name the classes.
    keepNames: true,
    logLevel: 'silent',
    plugins: [...plugins],
  });
}

/** The suites too; what they import of node has a stand-in, which is empty unless the chapters run here use it. */
export const bundleWithSuites = (entry: string): Promise<Bundle> => bundle(entry, [standIns]);
