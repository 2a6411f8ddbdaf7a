import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackedPackagesName } from '../unpacked-packages.js';
import { debianPackagesStep } from './debian-packages.step.js';

const silent = (): void => undefined;
const downloads = process.env['REDIS_TESTING_DOWNLOAD'] === '1';

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debian-packages-'));
  target = join(folder, 'cache', await unpackedPackagesName());
});
afterEach(async () => rm(folder, { recursive: true }));

/** Programs that take the options of apt-get and dpkg-deb, and write down what they were asked. */
async function fakeTools(aptGet: string): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const scripts = {
    'apt-get': `echo "$@" >> "${folder}/asked"\n${aptGet}`,
    'dpkg-deb': `
      [ "$1" = -x ] || exit 0
      mkdir -p "$3/usr/bin"
      printf '#!/bin/sh\\necho "Redis server v=7.0.15 sha=0"\\n' > "$3/usr/bin/redis-server"
      chmod 755 "$3/usr/bin/redis-server"`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const APT_GET = `
  case "$*" in
    *--simulate*) echo "Inst liblzf1 (3.6-3 Debian [amd64])"; echo "Conf liblzf1 (3.6-3)";;
    *download*) touch liblzf1.deb redis-server.deb;;
  esac`;

/** Knows no package until \`update\` has run. */
const APT_GET_WITHOUT_LISTS = `
  case "$*" in *" update"*) touch "$(dirname "$2")/updated"; exit 0;; *--version*) exit 0;; esac
  if ! [ -e "$(dirname "$2")/updated" ]; then echo "E: Unable to locate package redis-server" >&2; exit 100; fi
  ${APT_GET}`;

describe('debianPackagesStep', () => {
  const stepWith = (env: NodeJS.ProcessEnv) => debianPackagesStep({ folders: [join(folder, 'cache')], env });
  const asked = async (): Promise<string> => readFile(join(folder, 'asked'), 'utf8');

  it('downloads the packages with their missing dependencies and leaves only the finished copy', async () => {
    const found = await stepWith(await fakeTools(APT_GET)).find(silent);
    expect(found).toMatchObject({ path: join(target, 'usr/bin/redis-server'), version: '7.0.15' });
    expect(await asked()).toMatch(/download redis-server redis-tools liblzf1\n/);
    expect(await asked()).not.toContain(' update');
    expect(await readdir(join(folder, 'cache'))).toEqual([await unpackedPackagesName()]);
  });

  it('fetches lists of its own where the lists of the system do not have the package', async () => {
    const found = await stepWith(await fakeTools(APT_GET_WITHOUT_LISTS)).find(silent);
    expect(found).toMatchObject({ version: '7.0.15' });
    expect(await asked()).toMatch(/Dir::State::Lists=\S+ update\n/);
  });

  it('gives one whole copy to processes that download at the same time', async () => {
    const env = await fakeTools(APT_GET);
    const found = await Promise.all(Array.from({ length: 4 }, async () => stepWith(env).find(silent)));
    for (const server of found) expect(server).toMatchObject({ path: join(target, 'usr/bin/redis-server') });
    expect(await readdir(join(folder, 'cache'))).toEqual([await unpackedPackagesName()]);
  });

  it('replaces a copy that does not run', async () => {
    await mkdir(join(target, 'usr/bin'), { recursive: true });
    await writeFile(join(target, 'usr/bin/redis-server'), 'half a download');
    expect(await stepWith(await fakeTools(APT_GET)).find(silent)).toMatchObject({ version: '7.0.15' });
    expect(await readdir(join(folder, 'cache'))).toEqual([await unpackedPackagesName()]);
  });

  it('gives the last words of apt-get as the reason', async () => {
    const env = await fakeTools(
      'case "$*" in *--version*) exit 0;; esac\necho "E: Unable to fetch" >&2; exit 100',
    );
    expect(await stepWith(env).find(silent)).toEqual({ reason: 'download failed: E: Unable to fetch' });
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });

  it('steps aside where there is no apt-get', async () => {
    expect(await stepWith({ PATH: join(folder, 'nothing') }).find(silent)).toEqual({
      reason: 'this system has no apt-get and dpkg-deb',
    });
  });

  it('gives a reason where it may write nowhere', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const env = await fakeTools(APT_GET);
    expect(await debianPackagesStep({ folders: [join(file, 'cache')], env }).find(silent)).toEqual({
      reason: `cannot write to ${join(file, 'cache')}`,
    });
  });

  // Needs Debian or Ubuntu and its mirrors, which is more than the other tests ask for.
  it.runIf(downloads).each(['the lists of the system', 'empty lists'])('downloads with %s', async (lists) => {
    const empty = join(folder, 'lists');
    await mkdir(empty);
    const step = debianPackagesStep({
      folders: [join(folder, 'cache')],
      ...(lists === 'empty lists' ? { lists: empty } : {}),
    });
    expect(await step.find(silent)).toMatchObject({ path: join(target, 'usr/bin/redis-server') });
  });
});
