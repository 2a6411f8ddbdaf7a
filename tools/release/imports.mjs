// Which packages the built files of an entry point import.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * @param {string} file absolute path of a .js or .d.ts file
 * @param {{ lazy?: boolean }} [options] whether `import()` counts; it does by default
 * @returns {ReadonlySet<string>} names of packages that it and the files it imports import
 */
export function packagesOf(file, { lazy = true } = {}) {
  const packages = new Set();
  const files = new Set([file]);
  for (const each of files) {
    for (const specifier of specifiersIn(each, lazy)) {
      if (specifier.startsWith('.')) files.add(resolveFrom(each, specifier));
      else if (!isBuiltin(specifier)) packages.add(nameIn(specifier));
    }
  }
  return packages;
}

function specifiersIn(file, lazy) {
  const text = readFileSync(file, 'utf8');
  const { importedFiles, ambientExternalModules } = ts.preProcessFile(text);
  const own = new Set(ambientExternalModules);
  return importedFiles
    .filter(({ fileName, pos }) => !own.has(fileName) && (lazy || !/\bimport\(\s*$/.test(text.slice(0, pos))))
    .map(({ fileName }) => fileName);
}

/** `./x.js` in a .d.ts means `./x.d.ts`. */
function resolveFrom(file, specifier) {
  const target = join(dirname(file), specifier);
  return file.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
}

function nameIn(specifier) {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)[0];
}
