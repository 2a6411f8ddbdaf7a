// A project of a user, in a folder of its own: installs the tarballs, compiles, and starts what it compiled.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from './packages.mjs';
import { npm, run, runNode } from './run.mjs';

const TEMPLATE = join(import.meta.dirname, 'consumer-app');
const COMPILER = join(REPOSITORY, 'node_modules/typescript/bin/tsc');

/** Longest time that an application may take to start, be used and stop, or to stay alive without a reason. */
const APPLICATION_TIMEOUT_MS = 90_000;

/** What the application of the template needs beside the packages and their peers. */
const PLATFORM = ['@nestjs/platform-express'];

export class Consumer {
  #folder;

  /** @param {string} folder absolute path, made if it is not there */
  constructor(folder) {
    this.#folder = folder;
  }

  /** Whether the project itself depends on a package. */
  has(name) {
    return this.manifest?.dependencies[name] !== undefined;
  }

  /**
   * @param {readonly import('./pack.mjs').PackedPackage[]} packed
   * @param {Readonly<Record<string, string>>} versions of other packages
   * @param {readonly string[]} [options] of npm
   */
  async install(packed, versions, options = []) {
    const tarballs = Object.fromEntries(
      packed.map(({ library, tarball }) => [library.name, `file:${tarball}`]),
    );
    const platform = Object.fromEntries(
      versions['@nestjs/core'] === undefined ? [] : PLATFORM.map((name) => [name, versions['@nestjs/core']]),
    );
    await mkdir(this.#folder, { recursive: true });
    this.manifest = {
      name: 'consumer',
      private: true,
      dependencies: { ...tarballs, ...versions, ...platform },
    };
    await this.#writeManifest();
    await npm(['install', '--prefer-offline', '--ignore-scripts', '--loglevel=error', ...options], {
      cwd: this.#folder,
    });
  }

  /**
   * Compiles and starts the application of the template.
   * @param {'module' | 'commonjs'} type of the project
   * @param {'main' | 'main.observed'} main which one, without or with the optional packages
   */
  async startApplication(type, main) {
    this.manifest = { ...this.manifest, type };
    await this.#writeManifest();
    await cp(TEMPLATE, this.#folder, { recursive: true });
    await this.compile({
      extends: './tsconfig.json',
      files: [`src/${main}.ts`, 'src/word-counter.ts'],
      include: [],
    });
    await runNode([join('dist', `${main}.js`)], { cwd: this.#folder, timeoutMs: APPLICATION_TIMEOUT_MS });
  }

  /** @param {object} configuration content of a tsconfig.json. @throws Error with the compiler's messages */
  async compile(configuration) {
    await this.write('tsconfig.check.json', JSON.stringify(configuration));
    await runNode([COMPILER, '-p', 'tsconfig.check.json', '--pretty', 'false'], { cwd: this.#folder });
  }

  /** Runs a line of JavaScript as a module of the project. @returns what it wrote to stdout */
  async evaluate(code) {
    return runNode(['--input-type=module', '-e', code], { cwd: this.#folder });
  }

  /** Runs a program of the project. */
  async run(program, args) {
    return run(join(this.#folder, program), args, { cwd: this.#folder });
  }

  async write(path, text) {
    await writeFile(join(this.#folder, path), text);
  }

  async #writeManifest() {
    await this.write('package.json', `${JSON.stringify(this.manifest, undefined, 2)}\n`);
  }
}
