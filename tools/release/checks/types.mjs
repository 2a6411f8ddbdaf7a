// Every entry point compiles in a strict project that checks declaration files too.

/** Errors in declarations of other packages are theirs. */
const OURS = /^(?:node_modules\/@tenantry\/|entry-points\.ts|src\/|error )/;

const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
};

const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

/**
 * @param {import('../consumer.mjs').Consumer} consumer
 * @param {readonly string[]} specifiers of the entry points
 * @param {keyof typeof RESOLUTIONS} resolution how the compiler finds them
 */
export async function checkTypes(consumer, specifiers, resolution) {
  const lines = specifiers.map((specifier, index) => `export * as entry${index} from '${specifier}';`);
  await consumer.write('entry-points.ts', `${lines.join('\n')}\n`);
  const compilerOptions = { ...STRICT, ...RESOLUTIONS[resolution] };
  const errors = await errorsOf(consumer, { compilerOptions, files: ['entry-points.ts'] });
  const ours = errors.filter((line) => OURS.test(line));
  if (ours.length > 0) throw new Error(ours.join('\n'));
  const foreign = errors.length > 0 ? `, ${errors.length} errors in other packages` : '';
  return `${specifiers.length} entry points${foreign}`;
}

/** Lines that begin a message of the compiler. */
async function errorsOf(consumer, configuration) {
  try {
    await consumer.compile(configuration);
    return [];
  } catch (error) {
    const lines = error.message.split('\n').filter((line) => /(?:^error|: error) TS\d+:/.test(line));
    if (lines.length === 0) throw error;
    return lines;
  }
}
