import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../../', import.meta.url);
const CACHE = new URL('node_modules/.cache/typescript-workers/', ROOT);
const { compilerOptions } = JSON.parse(await readFile(new URL('tsconfig.json', ROOT), 'utf8'));

/** The packages of the repository by their names, and `.js` where there is only the `.ts` it is made of. */
export async function resolve(specifier, context, nextResolve) {
  const path = compilerOptions.paths[specifier]?.[0];
  if (path !== undefined) return { url: new URL(path, ROOT).href, shortCircuit: true };
  if (/^(\.|file:)/.test(specifier) && specifier.endsWith('.js')) {
    const url = new URL(specifier, context.parentURL);
    const source = new URL(url.href.replace(/\.js$/, '.ts'));
    if (!existsSync(url) && existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: await compiled(url), shortCircuit: true };
}

/** Compiled once per content: threads come and go, and loading the compiler is slow. */
async function compiled(url) {
  const source = await readFile(fileURLToPath(url), 'utf8');
  const digest = createHash('sha256').update(`${url}\n${source}`).digest('hex');
  const file = new URL(`${digest}.js`, CACHE);
  if (existsSync(file)) return readFile(file, 'utf8');
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(source, {
    fileName: fileURLToPath(url),
    compilerOptions: {
      ...ts.convertCompilerOptionsFromJson(compilerOptions, fileURLToPath(ROOT)).options,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
      sourceMap: false,
    },
  });
  await mkdir(CACHE, { recursive: true });
  const temporary = new URL(`${digest}.${process.pid}.${Math.random()}.tmp`, CACHE);
  await writeFile(temporary, outputText);
  await rename(temporary, file);
  return outputText;
}
