/** A badge: the verdict and the must clauses behind it, as SVG, or as the endpoint shields.io draws one from. */
import type { RunRecord } from '../results/record';
import { isAsynciosOwn, scopeWords, shortScope, warnings } from './about';
import { shortName } from './labels';
import { applicable, isSelection, plain, unclaimed } from './words';

const COLORS = { conformant: '#2a7d46', nonconformant: '#c0333d', incomplete: '#8a6d1d', partial: '#5a6478' } as const;
const HEIGHT = 20;
const PADDING = 7;

export function badge(record: RunRecord): string {
  const { label, message, color, about } = factsOf(record);
  const [left, right] = [widthOf(label), widthOf(message)];
  const width = left + right;
  const part = (text: string, from: number, of: number): string =>
    `<text x="${from + of / 2}" y="14" textLength="${of - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escape(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="title">
  <title id="title">${escape(about)}</title>
  <clipPath id="edge"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>
  <g clip-path="url(#edge)">
    <rect width="${left}" height="${HEIGHT}" fill="#3d4250"/>
    <rect x="${left}" width="${right}" height="${HEIGHT}" fill="${color}"/>
  </g>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">
    ${part(label, 0, left)}
    ${part(message, left, right)}
  </g>
</svg>
`;
}

/** https://shields.io/badges/endpoint-badge */
export function shields(record: RunRecord): string {
  const { label, message, color } = factsOf(record);
  const isError = record.verdict !== 'conformant';
  return `${JSON.stringify({ schemaVersion: 1, label, message, color: color.slice(1), isError }, null, 2)}\n`;
}

function factsOf(record: RunRecord): Readonly<Record<'label' | 'message' | 'color' | 'about', string>> {
  const { verdict, summary, subject } = record;
  const counts = `${summary.must.pass}/${applicable(summary.must)}`;
  const partial = isSelection(record);
  const lacking = unclaimed(record);
  const about = [
    `${plain(shortName(subject.name))} ${plain(subject.version)}: ${verdict}, ${counts.replace('/', ' of ')} must clauses of ${scopeWords(record)}; contract ${record.spec.contract}`,
    ...(partial ? ['of a selection of clauses only'] : []),
    ...(lacking.length === 0 ? [] : [`not claimed: ${lacking.join(', ')}`]),
    ...warnings(record).map(plain),
  ].join('; ');
  return {
    label: `asyncio ${shortScope(record)}`,
    message: `${partial ? 'selection ' : ''}${verdict} ${counts}${isAsynciosOwn(record) ? " (asyncio's own loop)" : ''}`,
    color: partial && verdict === 'conformant' ? COLORS.partial : COLORS[verdict],
    about,
  };
}

/** About what Verdana takes at 11 px; `textLength` makes the text fit it in any font. */
function widthOf(text: string): number {
  const narrow = text.match(/[ijlt/ f.()r]/g)?.length ?? 0;
  const wide = text.match(/[mwMW]/g)?.length ?? 0;
  return Math.ceil(narrow * 4.6 + wide * 10.2 + (text.length - narrow - wide) * 6.9) + 2 * PADDING;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
