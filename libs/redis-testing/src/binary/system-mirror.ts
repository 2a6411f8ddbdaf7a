import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The Debian mirror that apt of this system is set up with.
 *
 * @throws Error if the system is no Debian, or has no such mirror
 */
export async function systemMirror(env: NodeJS.ProcessEnv): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^VERSION_CODENAME="?([\w-]+)/m.exec(release)?.[1];
  if (!/^ID="?debian"?$/m.test(release) || codename === undefined) {
    throw new Error('this system is no Debian release');
  }
  const format = '$(SITE) $(RELEASE) $(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    env,
  });
  const rows = stdout.split('\n').map((line) => line.split(' '));
  const site = rows.find(([, suite, component]) => suite === codename && component === 'main')?.[0];
  if (site === undefined) throw new Error(`apt has no source for ${codename} main`);
  return site;
}
