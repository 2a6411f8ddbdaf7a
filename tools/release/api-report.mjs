// Writes api/*.api.md, one report for each entry point of the packages.
//   --check         writes nothing; exit code 1 if a report differs, declarations do not compile, or `any` or a name
//                   without TSDoc is public
//   --root FOLDER   another repository than this one
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, writeReports } from './api/compare.mjs';
import { publicApi } from './api/public-api.mjs';
import { REPOSITORY } from './packages.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, root: { type: 'string' } } });
const repository = values.root === undefined ? REPOSITORY : resolve(values.root);
const folder = join(repository, 'api');
const { reports, errors, anys, undocumented } = await publicApi(repository);

const problems = [
  ...errors.map((error) => `users cannot compile: ${error}`),
  ...anys.map((place) => `\`any\` is public: ${place}`),
  ...undocumented.map((name) => `public without TSDoc: ${name}`),
];
for (const problem of problems) console.error(problem);

if (values.check) {
  const changes = differences(folder, reports);
  for (const change of changes) console.error(change);
  if (changes.length > 0) {
    console.error('If the surface changes on purpose: npm run api:report, and a line in CHANGELOG.md.');
  }
  if (changes.length + problems.length > 0) process.exitCode = 1;
  else console.log(`${reports.size} entry points as checked in`);
} else {
  writeReports(folder, reports);
  console.log(`${reports.size} reports in api/`);
}
