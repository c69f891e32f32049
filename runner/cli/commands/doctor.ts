/** `loopcert doctor`: what the machine offers, and what to do about the rest. */
import type { Command } from 'commander';
import type { Diagnosis, Finding, PythonFinding } from '../../doctor/findings';
import { hostFindings } from '../../doctor/host';
import { platformFindings } from '../../doctor/platform';
import { findInterpreters, pythonFindings } from '../../doctor/pythons';
import { compareVersions, OLDEST_CONTRACT } from '../../../spec';
import { EXIT } from '../../results/verdict';

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('print what this machine offers: node, interpreters, the loops they can import, sockets, signals')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ loopcert doctor\n  $ loopcert doctor --json\n\nExit code 2 when the kit cannot work here.',
    )
    .action(async ({ json }: { readonly json?: boolean }) => {
      const diagnosis = await diagnose();
      process.stdout.write(json === true ? `${JSON.stringify(diagnosis, null, 2)}\n` : textOf(diagnosis));
      if (diagnosis.findings.some(({ health }) => health === 'broken')) process.exitCode = EXIT.usage;
    });
}

async function diagnose(): Promise<Diagnosis> {
  const [host, pythons, platform] = await Promise.all([hostFindings(), findInterpreters(), platformFindings()]);
  return { findings: [...host, ...pythonFindings(pythons), ...platform], pythons };
}

function textOf({ findings, pythons }: Diagnosis): string {
  const rows = findings.flatMap((finding) => [
    ...lineOf(finding),
    ...(finding.what === 'python3' ? pythons.flatMap(pythonLines) : []),
  ]);
  return `${rows.join('\n')}\n`;
}

const MARK = { ok: 'ok     ', missing: 'missing', broken: 'BROKEN ' } as const;

function lineOf({ what, health, detail, remedy }: Finding): readonly string[] {
  const first = `${MARK[health]}  ${what.padEnd(17)} ${detail}`;
  return remedy === undefined ? [first] : [first, `         ${''.padEnd(17)} remedy: ${remedy}`];
}

function pythonLines({ path, version, implementation, loops, problem }: PythonFinding): readonly string[] {
  const indent = `         ${''.padEnd(17)} `;
  const old =
    compareVersions(version, OLDEST_CONTRACT) < 0 ? ` (older than ${OLDEST_CONTRACT}: cannot be certified)` : '';
  const head = `${indent}${implementation} ${version}  ${path}${old}`;
  if (problem !== undefined) return [head, `${indent}  ${problem}`];
  return old !== ''
    ? [head]
    : [head, ...loops.map((loop) => `${indent}  ${loop.subject}${loop.version === '' ? '' : ` (${loop.version})`}`)];
}
