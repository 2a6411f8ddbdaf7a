import type { DiagnoseOptions } from '../../../libs/redis/src/doctor/doctor-options.js';
import { diagnose } from '../../../libs/redis/src/doctor/diagnose.js';
import type { DoctorFinding, DoctorReport } from '../../../libs/redis/src/doctor/report/doctor-report.js';
import type { FindingId } from '../../../libs/redis/src/doctor/report/finding-ids.js';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';

/** A report on these options, with nothing from the environment. */
export async function diagnosisOf(
  options: CoreModuleOptions,
  further: Omit<DiagnoseOptions, 'options'> = {},
): Promise<DoctorReport> {
  return diagnose({ options: { env: false, configFile: false, ...options }, ...further });
}

/** What a report says about something. */
export function findingsOf(report: DoctorReport, id: FindingId): DoctorFinding[] {
  return report.findings.filter((finding) => finding.id === id);
}

/** The one finding about something. */
export function findingOf(report: DoctorReport, id: FindingId): DoctorFinding {
  const [found, ...others] = findingsOf(report, id);
  if (found === undefined || others.length > 0) {
    const all = report.findings.map(({ id: each, severity, message }) => `${severity} ${each}: ${message}`);
    throw new Error(
      `Expected one finding "${id}", got ${others.length + (found ? 1 : 0)} among:\n${all.join('\n')}`,
    );
  }
  return found;
}

/** Ids of what is wrong. */
export function errorsOf(report: DoctorReport): FindingId[] {
  return report.findings.flatMap(({ id, severity }) => (severity === 'error' ? [id] : []));
}
