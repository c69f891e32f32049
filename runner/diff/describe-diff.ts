/** A difference of two records, as text for a terminal and as Markdown for a pull request. */
import { KINDS, type Change, type Difference, type Kind, type Summary } from './diff';

const TITLES: Readonly<Record<Kind, string>> = {
  lost: 'lost',
  gained: 'gained',
  changed: 'changed',
  new: 'new clauses',
  removed: 'removed clauses',
};

export function diffText(difference: Difference): string {
  const { old, now, warnings } = difference;
  const sections = KINDS.filter((kind) => difference[kind].length > 0).flatMap((kind) => [
    '',
    `${TITLES[kind]} (${difference[kind].length})`,
    ...difference[kind].map((change) => `  ${change.id} [${change.level}] ${step(change)}`),
  ]);
  const lines = [
    `${nameOf(old)}: ${old.verdict}`,
    `${nameOf(now)}: ${now.verdict}`,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(sections.length === 0 ? ['', 'no clause changed'] : sections),
  ];
  return `${lines.join('\n')}\n`;
}

export function diffMarkdown(difference: Difference): string {
  const { old, now, warnings } = difference;
  const counts = KINDS.map((kind) => difference[kind].length);
  const sections = KINDS.filter((kind) => difference[kind].length > 0).flatMap((kind) => [
    '',
    ...table(TITLES[kind], difference[kind], kind === 'lost'),
  ]);
  const lines = [
    `### loopcert: ${escape(now.subject.name)} ${old.verdict === now.verdict ? `stays ${now.verdict}` : `was ${old.verdict}, is ${now.verdict}`}`,
    '',
    `${escape(nameOf(old))} against ${escape(nameOf(now))}`,
    '',
    `| ${KINDS.map((kind) => TITLES[kind]).join(' | ')} |`,
    `| ${KINDS.map(() => '--:').join(' | ')} |`,
    `| ${counts.join(' | ')} |`,
    ...warnings.flatMap((warning) => ['', `> Warning: ${escape(warning)}`]),
    ...sections,
  ];
  return `${lines.join('\n')}\n`;
}

/** What was lost is there to be seen; the rest opens on demand. */
function table(title: string, changes: readonly Change[], open: boolean): readonly string[] {
  return [
    `<details${open ? ' open' : ''}><summary>${title} (${changes.length})</summary>`,
    '',
    '| clause | level | |',
    '| --- | --- | --- |',
    ...changes.map((change) => `| \`${change.id}\` | ${change.level} | ${step(change)} |`),
    '',
    '</details>',
  ];
}

function step({ before, after }: Change): string {
  if (before === undefined) return String(after);
  return after === undefined ? `was ${before}` : `${before} → ${after}`;
}

function nameOf({ subject, spec, kit }: Summary): string {
  return `${subject.name} ${subject.version} (${subject.runtime}, contract ${spec.contract}, loopcert ${kit.version})`;
}

/** Names come from outside. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');
}
