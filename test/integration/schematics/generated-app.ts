import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INSTALLED } from './built-package.js';
import { runNode } from './run-node.js';

const NEST = join(INSTALLED, '@nestjs', 'cli', 'bin', 'nest.js');
const SCHEMATICS = join(INSTALLED, '@angular-devkit', 'schematics-cli', 'bin', 'schematics.js');

/** An application as `nest new` makes it, with the programs of this repository and a package of ours. */
export class GeneratedApp {
  private constructor(readonly folder: string) {}

  /** @param parent where its folder is made @param library folder of the package */
  static async create(
    parent: string,
    name: string,
    type: 'esm' | 'cjs',
    library: string,
  ): Promise<GeneratedApp> {
    await runNode([SCHEMATICS, '@nestjs/schematics:application', `--name=${name}`, `--type=${type}`], parent);
    const app = new GeneratedApp(join(parent, name));
    const modules = join(app.folder, 'node_modules');
    await mkdir(join(modules, '@tenantry'), { recursive: true });
    const packages = (await readdir(INSTALLED)).filter((each) => each !== '@tenantry');
    await Promise.all(packages.map(async (each) => symlink(join(INSTALLED, each), join(modules, each))));
    await symlink(library, join(modules, '@tenantry', 'redis'));
    // Its tests are not looked at, and their types are not installed here.
    const config = await app.read('tsconfig.json');
    await app.write('tsconfig.json', config.replace(/"types": \[[^\]]*\]/, '"types": ["node"]'));
    return app;
  }

  /** Runs the command line of Nest. */
  async nest(...args: readonly string[]): Promise<string> {
    return runNode([NEST, ...args], this.folder);
  }

  async node(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
    return runNode(args, this.folder, env);
  }

  async read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.folder, path), text);
  }

  /** Every file of its own, and its text. */
  async files(): Promise<Record<string, string>> {
    const entries = await readdir(this.folder, { recursive: false });
    const source = await readdir(join(this.folder, 'src'), { recursive: true, withFileTypes: true });
    const paths = source.flatMap((each) => (each.isFile() ? [join(each.parentPath, each.name)] : []));
    const all = [
      ...paths,
      ...entries.filter((each) => /\.(json|example)$/.test(each)).map((each) => join(this.folder, each)),
    ];
    const texts = await Promise.all(all.map(async (path) => [path, await readFile(path, 'utf8')] as const));
    return Object.fromEntries(texts);
  }
}
