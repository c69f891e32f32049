/**
 * Where in the user's source a frame lies. What is required ts-node maps by itself; an ES module was compiled in another
 * thread, so that its frames name lines of the result, and it is compiled once more here to tell.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTypeScript } from './package-type';
import { serviceOptions } from './service';
import { userOptions } from './user-options';

const FRAME = /(file:\/\/[^\s()]+?):(\d+):(\d+)/;
const MAP = /sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)\s*$/;
const maps = new Map<string, SourceMap | undefined>();

/** The frame as it is where nothing better is known. */
export function inSource(frame: string): string {
  try {
    const [whole, url, line, column] = FRAME.exec(frame) ?? [];
    if (whole === undefined || url === undefined) return frame;
    const file = fileURLToPath(url);
    const { originalLine, originalColumn = 0 }: Partial<SourceMapping> = isTypeScript(file)
      ? (mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1) ?? {})
      : {};
    const at =
      originalLine === undefined ? `${String(line)}:${String(column)}` : `${originalLine + 1}:${originalColumn + 1}`;
    return frame.replace(whole, `${file}:${at}`);
  } catch {
    return frame;
  }
}

function mapOf(file: string): SourceMap | undefined {
  if (maps.has(file)) return maps.get(file);
  const { create } = require('ts-node') as typeof import('ts-node');
  const folder = dirname(file);
  const compiled = create(serviceOptions(folder, userOptions(folder))).compile(readFileSync(file, 'utf8'), file);
  const [, data] = MAP.exec(compiled) ?? [];
  const map =
    data === undefined
      ? undefined
      : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMapPayload);
  maps.set(file, map);
  return map;
}
