// Removes everything that a build or a run made.
import { rmSync } from 'node:fs';

for (const path of ['dist', 'out', 'coverage', '.nyc_output', '.cache/eslint'])
  rmSync(path, { recursive: true, force: true });
