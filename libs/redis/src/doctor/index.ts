// Entry point `@tenantry/redis/doctor`.
export { diagnose } from './diagnose.js';
export {
  DOCTOR_ROLES,
  DURABILITIES,
  type DiagnosedModuleOptions,
  type DiagnoseOptions,
  type DoctorRole,
  type Durability,
} from './doctor-options.js';
export type {
  DoctorDeployment,
  DoctorFinding,
  DoctorReport,
  DoctorServer,
  Severity,
} from './report/doctor-report.js';
export { FINDING_IDS, type FindingId } from './report/finding-ids.js';
export { reportLines, type ReportTextOptions } from './report/report-text.js';
