import { isGenerated, type SourceFiles } from './source-files.js';

const MAX_LINES = 300;

/** One concept per file: nobody reads more than 300 lines as one. Specs included, generated files exempt. */
export function fileLengthViolations(files: SourceFiles): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (!isGenerated(path) && lines > MAX_LINES)
      violations.push(`${path} has ${lines} lines, more than ${MAX_LINES}`);
  }
  return violations;
}
