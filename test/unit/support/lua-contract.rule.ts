import type { SourceFiles } from './source-files.js';

const SHEBANG = /^#!lua(?: flags=[a-z,-]+)?\n/;

/** What the comment at the top of a script has to explain. */
const CONTRACT = ['KEYS', 'ARGV', 'Returns'];

/**
 * Every script begins with `#!lua` (without it Redis lets a script read another slot's keys) and with a comment
 * that names KEYS, ARGV and what it returns. Fragments in `includes/` are pasted into scripts: they have no first
 * line of their own, but say in a comment what they are.
 */
export function luaContractViolations(files: SourceFiles): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith('.lua')) continue;
    if (path.includes('/includes/')) {
      if (leadingComment(text) === '') violations.push(`${path} has no comment at its top`);
      continue;
    }
    const shebang = SHEBANG.exec(text)?.[0];
    if (shebang === undefined) violations.push(`${path} does not begin with #!lua`);
    const comment = leadingComment(text.slice(shebang?.length ?? 0));
    const missing = CONTRACT.filter((word) => !new RegExp(`\\b${word}\\b`).test(comment));
    if (missing.length > 0) violations.push(`${path} has no ${missing.join(', ')} in the comment at its top`);
  }
  return violations;
}

/** The `--` lines before the first line of code; include markers (`--- @include`) are not comments. */
function leadingComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.trim() !== '' && !/^--(?!- @)/.test(line));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .join('\n')
    .trim();
}
