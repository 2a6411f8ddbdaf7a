import { styleText } from 'node:util';
import type { DoctorDeployment, DoctorFinding, DoctorReport, Severity } from './doctor-report.js';

/** How a report is written. */
export interface ReportTextOptions {
  /** Whether the terminal shows colours. @default false */
  readonly colours?: boolean;
  /** Whether what is well is listed too. @default false */
  readonly verbose?: boolean;
}

const COLOURS = { ok: 'green', info: 'cyan', warning: 'yellow', error: 'red' } as const;

const LABEL_WIDTH = 'WARNING'.length;

const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info', 'ok'];

/** The report for people: deployment by deployment, the worst first. */
export function reportLines(report: DoctorReport, options: ReportTextOptions = {}): string[] {
  const isOfNone = ({ pools }: DoctorFinding): boolean =>
    !report.deployments.some((deployment) => belongsTo(pools, deployment));
  const { counts } = report;
  return [
    ...findingLines(report.findings.filter(isOfNone), options),
    ...report.deployments.flatMap((deployment) => {
      const findings = report.findings.filter(({ pools }) => belongsTo(pools, deployment));
      return [
        headingOf(deployment),
        ...serverLines(deployment),
        ...findingLines(findings, options, deployment.pools),
        '',
      ];
    }),
    `${counts.error} error(s), ${counts.warning} warning(s), ${counts.info} hint(s), ${counts.ok} ok.`,
  ];
}

function belongsTo(pools: readonly string[], deployment: DoctorDeployment): boolean {
  return pools.length > 0 && pools.every((alias) => deployment.pools.includes(alias));
}

function headingOf({ pools, address, origin }: DoctorDeployment): string {
  return `${pools.length === 1 ? 'Pool' : 'Pools'} ${pools.join(', ')}: ${address} (${origin})`;
}

function serverLines({ servers }: DoctorDeployment): string[] {
  return servers.map(
    ({ address, role, product, version }) =>
      `  ${role} ${address}${product === null ? '' : ` ${product} ${version ?? ''}`}`,
  );
}

function findingLines(
  findings: readonly DoctorFinding[],
  options: ReportTextOptions,
  everyPool: readonly string[] = [],
): string[] {
  const shown = options.verbose === true ? WORST_FIRST : WORST_FIRST.filter((severity) => severity !== 'ok');
  return shown.flatMap((severity) =>
    merge(findings.filter((finding) => finding.severity === severity)).flatMap((finding) =>
      linesOf(finding, options, everyPool),
    ),
  );
}

/** A finding, and the pools and servers of which it is true. */
interface MergedFinding extends DoctorFinding {
  readonly servers: readonly string[];
}

/** What is the same of several servers or pools is said once. */
function merge(findings: readonly DoctorFinding[]): MergedFinding[] {
  const merged = new Map<string, MergedFinding>();
  for (const finding of findings) {
    const { id, message, fix, server } = finding;
    const key = JSON.stringify([id, message, fix]);
    const known = merged.get(key);
    const pools = [...new Set([...(known?.pools ?? []), ...finding.pools])];
    const servers = [...new Set([...(known?.servers ?? []), ...(server === null ? [] : [server])])];
    merged.set(key, { ...finding, pools, servers });
  }
  return [...merged.values()];
}

function linesOf(
  { id, severity, message, why, fix, pools, servers }: MergedFinding,
  { colours = false }: ReportTextOptions,
  everyPool: readonly string[],
): string[] {
  const label = severity.toUpperCase().padEnd(LABEL_WIDTH);
  const shown = colours ? styleText(COLOURS[severity], label) : label;
  const isOfSome = everyPool.some((alias) => !pools.includes(alias));
  const of = isOfSome ? ` (${pools.join(', ')})` : '';
  const at = servers.length === 0 ? '' : ` [${servers.join(', ')}]`;
  const first = `  ${shown} ${id}: ${message}${of}${at}`;
  if (severity === 'ok') return [first];
  const indent = ' '.repeat(LABEL_WIDTH + 3);
  return [first, `${indent}why: ${why}`, ...(fix === null ? [] : [`${indent}fix: ${fix}`])];
}
