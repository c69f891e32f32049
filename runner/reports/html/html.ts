/**
 * One page that stands alone, for one record or several: everything is in the markup, once; the script only shows,
 * hides and remembers. Text from a record reaches the page through the renderer's escaping and no other way.
 */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunRecord } from '../../results/record';
import { pageAssets } from './assets';
import { Page } from './page';
import { matrixOf } from './matrix';

export function html(records: readonly RunRecord[]): string {
  const matrix = matrixOf(records);
  const page = renderToString(h(Page, { matrix, assets: pageAssets(matrix.columns.length) }));
  return `<!doctype html>\n${page}\n`;
}
