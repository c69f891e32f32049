// Loaded by mocha under nyc. Measuring makes a process three times as slow, and the kit's tests start hundreds: so what
// they start is not measured, save where a test asks for it (`measured` in test/runner/cli.ts).
const spawning = (() => {
  try {
    return require('process-on-spawn');
  } catch {
    return undefined;
  }
})();

spawning?.addListener(({ env }) => {
  if (env.LOOPCERT_MEASURED !== undefined) return;
  for (const name of Object.keys(env)) if (/^(NYC_|NODE_PRELOAD_)/.test(name)) delete env[name];
  const own = (env.NODE_OPTIONS ?? '').replace(/--require "?[^"\s]*node-preload[^"\s]*"?/g, '').trim();
  if (own === '') delete env.NODE_OPTIONS;
  else env.NODE_OPTIONS = own;
});
