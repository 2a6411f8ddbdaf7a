import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseFolderName } from '../release-programs.js';
import { SERVER_RELEASES, serverReleaseOf, type ServerRelease } from '../server-release.js';
import { cachedReleaseStep, releasePackagesStep } from './release-packages.step.js';

const silent = (): void => undefined;
const downloads = process.env['REDIS_TESTING_DOWNLOAD'] === '1';
const releases: readonly ServerRelease[] = ['redis-8', 'valkey-8'];
/** The mirror is that of the system, and only a Debian has one. */
const isDebian = /^ID=debian$/m.test(await readFile('/etc/os-release', 'utf8').catch(() => ''));

let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-packages-'));
  cache = join(folder, 'cache');
});
afterEach(async () => rm(folder, { recursive: true }));

/** Programs that take the options of apt-get and dpkg-deb, and write down what they were asked. */
async function fakeTools(): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const scripts = {
    'apt-get': `
      echo "$@" >> "${folder}/asked"
      case "$*" in
        indextargets*) . /etc/os-release; echo "http://mirror.example/debian $VERSION_CODENAME main";;
        *" update"*) cat "$(dirname "$2")"/*/sources/*.sources >> "${folder}/asked";;
        *--simulate*) echo "Inst passwd (1)"; echo "Inst libc6 (2.41)"; echo "Inst valkey-server (8.1.1)";;
        *download*) touch libc6.deb valkey-server.deb;;
      esac`,
    // Its loader starts what is named after the folder of libraries.
    'dpkg-deb': `
      [ "$1" = -x ] || exit 0
      lib="$3/usr/lib/x86_64-linux-gnu"
      mkdir -p "$3/usr/bin" "$lib"
      printf '#!/bin/sh\\nshift 2\\nexec "$@"\\n' > "$lib/ld-linux-x86-64.so.2"
      printf '#!/bin/sh\\necho "Valkey server v=8.1.1 sha=0"\\n' > "$3/usr/bin/valkey-server"
      chmod 755 "$3/usr/bin/valkey-server" "$lib/ld-linux-x86-64.so.2"`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:/usr/bin:/bin` };
}

describe('releasePackagesStep', () => {
  it.runIf(isDebian)(
    'unpacks the release from the mirror of the system, with its libraries only',
    async () => {
      const found = await releasePackagesStep('valkey-8', { folders: [cache], env: await fakeTools() }).find(
        silent,
      );
      const path = join(cache, releaseFolderName('valkey-8'), 'programs', 'valkey-server');
      expect(found).toEqual({ path, env: {}, version: '8.1.1' });
      const asked = await readFile(join(folder, 'asked'), 'utf8');
      expect(asked).toContain('URIs: http://mirror.example/debian\nSuites: trixie\n');
      expect(asked).toMatch(/download valkey-server valkey-tools libc6\n/);
      expect(await readdir(cache)).toEqual([releaseFolderName('valkey-8')]);
      expect(await cachedReleaseStep('valkey-8', { folders: [cache] }).find(silent)).toEqual(found);
    },
  );

  it.runIf(isDebian)('gives one whole copy to processes that download at the same time', async () => {
    const env = await fakeTools();
    const step = releasePackagesStep('valkey-8', { folders: [cache], env });
    const found = await Promise.all(Array.from({ length: 4 }, async () => step.find(silent)));
    for (const server of found) expect(server).toMatchObject({ version: '8.1.1' });
    expect(await readdir(cache)).toEqual([releaseFolderName('valkey-8')]);
  });

  it('steps aside where there is no apt-get', async () => {
    const env = { PATH: join(folder, 'nothing') };
    expect(await releasePackagesStep('redis-8', { folders: [cache], env }).find(silent)).toEqual({
      reason: 'this system has no apt-get and dpkg-deb',
    });
  });

  // Needs Debian and its mirror, which is more than the other tests ask for.
  it.runIf(downloads && isDebian).each(releases)('downloads %s', { timeout: 120_000 }, async (release) => {
    const found = await releasePackagesStep(release, { folders: [cache] }).find(silent);
    expect(found).toMatchObject({ version: expect.stringMatching(/^8\./) });
    for (const program of SERVER_RELEASES[release].programs) {
      expect(await readdir(join(cache, releaseFolderName(release), 'programs'))).toContain(program);
    }
  });
});

describe('cachedReleaseStep', () => {
  it('has nothing where no release was unpacked', async () => {
    expect(await cachedReleaseStep('redis-8', { folders: [cache] }).find(silent)).toEqual({
      reason: `none in ${cache}`,
    });
  });
});

describe('serverReleaseOf', () => {
  it('reads REDIS_TESTING_SERVER', () => {
    expect(serverReleaseOf({})).toBeUndefined();
    expect(serverReleaseOf({ REDIS_TESTING_SERVER: '' })).toBeUndefined();
    expect(serverReleaseOf({ REDIS_TESTING_SERVER: 'valkey-8' })).toBe('valkey-8');
    expect(() => serverReleaseOf({ REDIS_TESTING_SERVER: 'toString' })).toThrow(
      'REDIS_TESTING_SERVER is "toString". Set it to redis-8 or valkey-8',
    );
  });
});
