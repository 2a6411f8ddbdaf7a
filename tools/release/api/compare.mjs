// API reports against the checked-in ones.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SUFFIX = '.api.md';

/**
 * @param {string} folder of the checked-in reports
 * @param {ReadonlyMap<string, string>} reports text by name
 * @returns {readonly string[]} one diff for each report that differs, is missing, or has no entry point any more
 */
export function differences(folder, reports) {
  const names = new Set([...namesIn(folder), ...reports.keys()]);
  return [...names].flatMap((name) => {
    const file = join(folder, name + SUFFIX);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const now = reports.get(name) ?? '';
    return before === now ? [] : [unifiedDiff(name + SUFFIX, before, now)];
  });
}

/** Writes the reports, and removes those of entry points that are gone. */
export function writeReports(folder, reports) {
  mkdirSync(folder, { recursive: true });
  for (const name of namesIn(folder)) {
    if (!reports.has(name)) rmSync(join(folder, name + SUFFIX));
  }
  for (const [name, text] of reports) writeFileSync(join(folder, name + SUFFIX), text);
}

function namesIn(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => file.slice(0, -SUFFIX.length));
}

function unifiedDiff(name, before, now) {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-api-'));
  try {
    writeFileSync(join(folder, 'checked-in'), before);
    writeFileSync(join(folder, 'now'), now);
    const options = ['diff', '--no-index', '--no-color', '--unified=3', '--', 'checked-in', 'now'];
    const { stdout, error } = spawnSync('git', options, { cwd: folder, encoding: 'utf8' });
    if (error !== undefined) throw error;
    return `${name}\n${stdout.slice(stdout.indexOf('@@'))}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
