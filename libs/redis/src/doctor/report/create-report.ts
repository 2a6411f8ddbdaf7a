import type { DoctorDeployment, DoctorFinding, DoctorReport, Severity } from './doctor-report.js';

/** Counts the findings. @param startedAt when the report was begun */
export function createReport(
  startedAt: Date,
  deployments: readonly DoctorDeployment[],
  findings: readonly DoctorFinding[],
): DoctorReport {
  const countOf = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const counts = {
    ok: countOf('ok'),
    info: countOf('info'),
    warning: countOf('warning'),
    error: countOf('error'),
  };
  return {
    schemaVersion: 1,
    at: startedAt.toISOString(),
    durationMs: Math.max(0, Date.now() - startedAt.getTime()),
    status: counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'ok',
    counts,
    deployments,
    // A list of its own: what is still running adds to the other one.
    findings: [...findings],
  };
}
