// What the test runner says in its JSON reports.
//   failed-files REPORT            the test files that failed, a line each
//   summary REPORT [REPORT]        prints "N passed, N failed" as its last line; exit code 1 if any test failed
// The second report is that of the files that failed in the first, run again: what it says of them holds.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [command, first, second] = process.argv.slice(2);
if (command === 'failed-files') {
  for (const { name } of filesOf(first).filter(hasFailed)) console.log(relative(process.cwd(), name));
} else {
  const before = filesOf(first);
  const again = second === undefined ? [] : filesOf(second);
  for (const name of again.filter((file) => !hasFailed(file)).map((file) => file.name)) {
    const failed = before.find((file) => file.name === name).assertionResults.filter(isFailure);
    for (const { fullName } of failed) console.log(`FLAKY ${relative(process.cwd(), name)}: ${fullName}`);
  }
  const files = before.map((file) => again.find(({ name }) => name === file.name) ?? file);
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  // A file that fails before it could report a test is a failure too.
  const broken = files.filter((file) => hasFailed(file) && !file.assertionResults.some(isFailure));
  const failed = tests.filter(isFailure).length + broken.length;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = passed === 0 || failed > 0 ? 1 : 0;
}

function filesOf(report) {
  const text = readFileSync(report, 'utf8');
  return text === '' ? [] : JSON.parse(text).testResults;
}

function hasFailed({ status }) {
  return status === 'failed';
}

function isFailure({ status }) {
  return status === 'failed';
}
