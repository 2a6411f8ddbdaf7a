import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemMirror } from './system-mirror.js';

const run = promisify(execFile);

/** Hooks of the system belong to its own updates, and its desktop's indexes are not needed. */
const CONFIGURATION = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::DEP-11-icons;
#clear Acquire::IndexTargets::deb::DEP-11-icons-small;
#clear Acquire::IndexTargets::deb::DEP-11-icons-hidpi;
#clear Acquire::IndexTargets::deb::DEP-11-icons-large;
#clear Acquire::IndexTargets::deb::DEP-11-icons-large-hidpi;
#clear Acquire::IndexTargets::deb::CNF;
#clear Acquire::IndexTargets::deb-src;
APT::Sandbox::User "";
Debug::NoLocking "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
`;

const LIBRARY = /^(?:lib|zlib)/;

/**
 * `apt-get` as any user: everything it writes stays inside `workspace`, and nothing is installed. Only the
 * system's sources, keys and list of installed packages are read.
 */
export class Apt {
  readonly #workspace: string;
  readonly #env: NodeJS.ProcessEnv;
  #lists: string | undefined;
  #release: readonly string[] | undefined;

  /** @param lists folder of the package lists; the system's by default */
  constructor(workspace: string, env: NodeJS.ProcessEnv, lists?: string) {
    this.#workspace = workspace;
    // Its output is parsed.
    this.#env = { ...env, LC_ALL: 'C' };
    this.#lists = lists;
  }

  /** Whether this system has what the class runs. */
  static async isAvailable(env: NodeJS.ProcessEnv): Promise<boolean> {
    const programs = ['apt-get', 'dpkg-deb'];
    return Promise.all(programs.map(async (program) => run(program, ['--version'], { env }))).then(
      () => true,
      () => false,
    );
  }

  /** Fetches current package lists into the workspace and uses these from now on. */
  async fetchLists(): Promise<void> {
    this.#lists = join(this.#workspace, 'lists');
    await mkdir(join(this.#lists, 'partial'), { recursive: true });
    // One unreachable source must not matter; whether the needed lists came shows when a package is looked up.
    await this.#aptGet(['update']).catch(() => undefined);
  }

  /**
   * Uses another Debian release from the system's mirror from now on, as if nothing were installed: `unpack` brings all
   * libraries, the C library too.
   *
   * @param suite e.g. `trixie`
   * @throws Error if the system is no Debian, or its mirror does not have the release
   */
  async useRelease(suite: string): Promise<void> {
    const mirror = await systemMirror(this.#env);
    const folder = join(this.#workspace, suite);
    const sources = join(folder, 'sources');
    const status = join(folder, 'status');
    await mkdir(sources, { recursive: true });
    await writeFile(status, '');
    await writeFile(join(sources, `${suite}.sources`), debianSource(mirror, suite));
    this.#release = [
      `Dir::Etc::SourceList=${join(folder, 'none')}`,
      `Dir::Etc::SourceParts=${sources}`,
      `Dir::State=${folder}`,
      `Dir::State::Status=${status}`,
    ].flatMap((setting) => ['-o', setting]);
    this.#lists = join(folder, 'lists');
    await mkdir(join(this.#lists, 'partial'), { recursive: true });
    await this.#aptGet(['update']);
  }

  /** Downloads packages with all dependencies that are not installed, and unpacks them into `root`. */
  async unpack(packages: readonly string[], root: string): Promise<void> {
    const plan = await this.#aptGet(['install', '--simulate', '--no-install-recommends', ...packages]);
    const planned = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    // Of a whole release, the base system is in the plan too.
    const missing = this.#release === undefined ? planned : planned.filter((name) => LIBRARY.test(name));
    const folder = join(this.#workspace, 'packages');
    await mkdir(folder, { recursive: true });
    // Named again because a package that is installed already is not in the plan.
    await this.#aptGet(['download', ...new Set([...packages, ...missing])], folder);
    for (const file of await readdir(folder)) {
      await run('dpkg-deb', ['-x', join(folder, file), root], { env: this.#env });
    }
  }

  async #aptGet(args: readonly string[], cwd = this.#workspace): Promise<string> {
    const configuration = join(this.#workspace, 'apt.conf');
    const cache = join(this.#workspace, 'cache');
    await writeFile(configuration, CONFIGURATION);
    await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
    const lists = this.#lists === undefined ? [] : ['-o', `Dir::State::Lists=${this.#lists}`];
    const { stdout } = await run(
      'apt-get',
      ['-c', configuration, '-o', `Dir::Cache=${cache}`, ...(this.#release ?? []), ...lists, ...args],
      {
        cwd,
        env: this.#env,
        timeout: 120_000,
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    return stdout;
  }
}

/** The end of what `apt-get` or `dpkg-deb` wrote to stderr, or the error itself. */
export function lastWordsOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').slice(-2).join(' ') || String(error);
}

function debianSource(mirror: string, suite: string): string {
  return [
    'Types: deb',
    `URIs: ${mirror}`,
    `Suites: ${suite}`,
    'Components: main',
    // Debian's own package of keys: those of the next release are added before that is published.
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    '',
  ].join('\n');
}
