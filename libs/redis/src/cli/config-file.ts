import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../common/thrown.js';
import type { DiagnosedModuleOptions } from '../doctor/doctor-options.js';
import { UsageError } from './usage.error.js';

const YAML = new Set(['.yaml', '.yml']);
const MODULES = new Set(['.mjs', '.js', '.cjs']);

/**
 * The options that a file describes: databases in YAML, or an ES or CommonJS module whose default export is what
 * `RedisModule.forRoot` is given, or a function that returns it.
 * @throws UsageError for a file that is absent, of another kind, or exports something else
 */
export async function readConfigFile(path: string): Promise<DiagnosedModuleOptions> {
  const file = resolve(path);
  if (!existsSync(file)) throw new UsageError(`--config: there is no file ${path}.`);
  const extension = extname(file);
  if (YAML.has(extension)) return { configFile: file };
  if (MODULES.has(extension)) return importOptions(file, path);
  throw new UsageError(`--config: expected a file that ends in .yaml, .mjs, .js or .cjs, got ${path}.`);
}

async function importOptions(file: string, path: string): Promise<DiagnosedModuleOptions> {
  let exported: unknown;
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
    exported = typeof module.default === 'function' ? await module.default() : module.default;
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be loaded: ${messageOf(error)}`);
  }
  if (typeof exported === 'object' && exported !== null && !Array.isArray(exported)) return exported;
  throw new UsageError(`--config: the default export of ${path} is no object with options of RedisModule.`);
}
