// Whether the packages can be published: builds them, packs them, and uses the tarballs as users would.
//   --only TEXT      only the checks whose names contain TEXT (and what they need)
//   --keep           leaves the projects, and says where
//   --skip-build     takes the dist that is there
// Exit code 1 if a check fails. Needs a network, or what npm has cached.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { releaseChecks } from './release-checks.mjs';
import { CheckRunner } from './runner.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, keep: { type: 'boolean' }, 'skip-build': { type: 'boolean' } },
});

const started = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'tenantry-release-'));
const clear = async () => (values.keep ? undefined : rm(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void clear().finally(() => process.exit(1)));
}

const runner = new CheckRunner({ only: values.only });
try {
  await releaseChecks(runner, { folder, build: !values['skip-build'] });
} finally {
  await clear();
}

for (const { name, error } of runner.failures) console.error(`\n${name}\n${error.message ?? error}`);
if (values.keep) console.log(`projects: ${folder}`);
const seconds = Math.round((performance.now() - started) / 1_000);
console.log(`\n${runner.passed} checks passed, ${runner.failures.length} failed, ${seconds} s`);
process.exitCode = runner.failures.length === 0 ? 0 : 1;
