/** `npm run inventory`: pins what the interpreters of this machine offer. Versions that are not here stay as they are. */
import { writeFileSync } from 'node:fs';
import { interpreters, namesIn } from './interpreters';
import { namesOf, pin, PINNED_FILE, readPinned, type Names } from './pinned';

async function main(): Promise<void> {
  const before = readPinned();
  const inventories = new Map<string, Names>(before.versions.map((version) => [version, namesOf(before, version)]));
  for (const { version, path } of await interpreters()) {
    inventories.set(version, await namesIn(path));
    console.log(`${version} ${path}`);
  }
  const after = pin(inventories);
  const rows = Object.entries(after.names).map(
    ([name, spans]) => `    ${JSON.stringify(name)}: ${JSON.stringify(spans)}`,
  );
  writeFileSync(
    PINNED_FILE,
    `{\n  "versions": ${JSON.stringify(after.versions)},\n  "names": {\n${rows.join(',\n')}\n  }\n}\n`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
