import { posix } from 'node:path';
import type { SourceFiles } from './source-files.js';

const LINK = /\]\(([^()\s]+)\)/g;
const FENCED_CODE = /^(`{3,})[^\n]*\n.*?^\1$/gms;
const COMMAND = /\bnpm run ([a-z][a-z:-]*)/g;

/**
 * Links of Markdown files that lead nowhere: to a file that is not there, or to a heading the file does not have.
 * Links to other sites are not followed.
 */
export function brokenLinks(files: SourceFiles, exists: (path: string) => boolean): string[] {
  const broken: string[] = [];
  for (const [path, text] of files) {
    for (const [, link = ''] of text.replaceAll(FENCED_CODE, '').matchAll(LINK)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [target = '', anchor] = link.split('#');
      const file = target === '' ? path : posix.join(posix.dirname(path), target);
      const linked = files.get(file);
      if (linked === undefined && !exists(file)) broken.push(`${path}: ${link} does not exist`);
      if (anchor !== undefined && linked !== undefined && !anchorsOf(linked).has(anchor)) {
        broken.push(`${path}: ${link} names no heading`);
      }
    }
  }
  return broken;
}

function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replaceAll(FENCED_CODE, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(headings, ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Commands `npm run x` in Markdown files that package.json does not have. */
export function unknownCommands(files: SourceFiles, scripts: readonly string[]): string[] {
  const unknown: string[] = [];
  for (const [path, text] of files) {
    for (const [command, name = ''] of text.matchAll(COMMAND)) {
      if (!scripts.includes(name)) unknown.push(`${path}: "${command}" is no script of package.json`);
    }
  }
  return unknown;
}

const RECORD = /^docs\/adr\/(\d{4})-[a-z0-9-]+\.md$/;
const SECTIONS = ['Status', 'Context', 'Decision', 'Consequences'];

/** Decision records that share a number, lack a section or are missing from the index. */
export function recordViolations(files: SourceFiles): string[] {
  const index = files.get('docs/adr/README.md') ?? '';
  const violations: string[] = [];
  const numbers = new Set<string>();
  for (const [path, text] of files) {
    const number = RECORD.exec(path)?.[1];
    if (number === undefined) continue;
    if (numbers.has(number)) violations.push(`${path}: the number ${number} is taken`);
    numbers.add(number);
    const missing = SECTIONS.filter((section) => !text.includes(`\n## ${section}\n`));
    if (missing.length > 0) violations.push(`${path} has no section ${missing.join(', ')}`);
    if (!index.includes(`(${posix.basename(path)})`))
      violations.push(`${path} is missing from docs/adr/README.md`);
  }
  return violations;
}
