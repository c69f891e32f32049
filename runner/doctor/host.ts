/** Node, the compiler and the embedded CPython. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../../spec';
import { KIT } from '../results/kit';
import { bridgeLayer, referenceLayer } from '../subjects/open-subject';
import type { Finding } from './findings';

/** `>=20.19.0` of the package. */
const OLDEST_NODE = /\d+(\.\d+)*/.exec(enginesOf())?.[0] ?? '20.19.0';

export async function hostFindings(): Promise<readonly Finding[]> {
  return [
    { topic: 'host', what: 'loopcert', health: 'ok', detail: KIT.version },
    nodeFinding(process.versions.node),
    packageFinding('typescript', 'npm install typescript'),
    packageFinding('ts-node', 'npm install ts-node: subjects written in TypeScript are loaded with it'),
    packageFinding('koffi', 'npm install koffi: SelectorEventLoop, and the tests that make sockets, need it'),
    referenceFinding(),
    await embeddedFinding(),
  ];
}

/** Exported for its test: the versions that it turns down are not at hand. */
export function nodeFinding(version: string): Finding {
  const old = compareVersions(version, OLDEST_NODE) < 0;
  return {
    topic: 'host',
    what: 'node',
    health: old ? 'broken' : 'ok',
    detail: `${version}, ${process.platform} ${process.arch}`,
    ...(old ? { remedy: `install node ${OLDEST_NODE} or later` } : {}),
  };
}

function packageFinding(name: string, remedy: string): Finding {
  const version = versionOf(name);
  if (version !== undefined) return { topic: 'host', what: name, health: 'ok', detail: version };
  return { topic: 'host', what: name, health: 'missing', detail: 'is not installed', remedy };
}

function referenceFinding(): Finding {
  try {
    return { topic: 'host', what: 'reference', health: 'ok', detail: referenceLayer().subject.version ?? 'loads' };
  } catch (error) {
    return { topic: 'host', what: 'reference', health: 'broken', detail: told(error), remedy: 'npm run build' };
  }
}

async function embeddedFinding(): Promise<Finding> {
  const what = 'embedded CPython';
  const began = performance.now();
  try {
    const subject = await bridgeLayer().openEmbedded();
    const detail = `${subject.runtime ?? 'of unknown version'} (pyodide ${versionOf('pyodide') ?? 'unknown'}), opened in ${seconds(began)} s`;
    await subject.dispose?.();
    return { topic: 'host', what, health: 'ok', detail };
  } catch (error) {
    return { topic: 'host', what, health: 'broken', detail: told(error), remedy: 'npm install pyodide' };
  }
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function versionOf(name: string): string | undefined {
  try {
    return (require(`${name}/package.json`) as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}

function enginesOf(): string {
  const file = join(__dirname, '..', '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } }).engines.node;
}

export function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
