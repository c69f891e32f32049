// Loaded by mocha under nyc, and by each of its workers. Measuring makes a process three times as slow, and the kit's tests
// start hundreds: so what they start is not measured, save mocha's own workers and where a test asks for it (`measured` in test/runner/cli.ts).
const spawning = (() => {
  try {
    return require('process-on-spawn');
  } catch {
    return undefined;
  }
})();

/** The process in which mocha runs a share of the files. */
const isWorker = (argument) => /[\\/]mocha[\\/]lib[\\/]nodejs[\\/]worker\.c?js$/.test(argument);

spawning?.addListener(({ args, env }) => {
  if (env.LOOPCERT_MEASURED !== undefined || args.some(isWorker)) return;
  for (const name of Object.keys(env)) if (/^(NYC_|NODE_PRELOAD_)/.test(name)) delete env[name];
  const own = (env.NODE_OPTIONS ?? '').replace(/--require "?[^"\s]*node-preload[^"\s]*"?/g, '').trim();
  if (own === '') delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = own;
});
