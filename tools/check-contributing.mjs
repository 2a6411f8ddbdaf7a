// Runs the commands of CONTRIBUTING.md in a clean clone, in their order, and prints how long each took.
//   --only TEXT   only commands that contain TEXT (`npm ci` is always run)
// Exit code 1 if one of them fails. Left out: what runs until it is stopped, and what repeats the others.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LEFT_OUT = new Map([
  ['npm start', 'runs until it is stopped'],
  ['npm run docs:dev', 'runs until it is stopped'],
  ['npm run test:cov', 'repeats npm test'],
  ['.ci/run', 'repeats the others'],
]);

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const repository = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tenantry-contributing-'));
let failures = 0;
try {
  run(`git clone --quiet "${repository}" clone`, folder);
  const clone = join(folder, 'clone');
  const commands = commandsOf(readFileSync(join(clone, 'CONTRIBUTING.md'), 'utf8'));
  run('npm ci', clone);
  for (const command of commands) {
    if (values.only !== undefined && !command.includes(values.only)) continue;
    const reason = LEFT_OUT.get(command);
    if (reason === undefined) run(command, clone);
    else console.log(`     left out  ${command}: ${reason}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/** The first column of the table of commands; a cell may name several. */
function commandsOf(markdown) {
  const rows = markdown.split('\n').filter((line) => /^\| `/.test(line));
  return rows.flatMap((row) =>
    [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, text]) => complete(text)),
  );
}

/** `docs:build` stands for `npm run docs:build`. */
function complete(text) {
  return /^[a-z]+:[a-z]+$/.test(text) ? `npm run ${text}` : text;
}

function run(command, cwd) {
  const begunAt = performance.now();
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1).padStart(7);
  console.log(`${seconds} s  ${status === 0 ? 'ok    ' : 'FAILED'}  ${command}`);
  if (status === 0) return;
  failures += 1;
  console.log(`${stdout}\n${stderr}`.trimEnd().split('\n').slice(-30).join('\n'));
}
