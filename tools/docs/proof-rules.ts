const SPEC = /`(?<spec>[\w./-]+\.spec\.ts)`(?<rest>[^`]*)/g;
const TITLE = /"(?<title>[^"]+)"/g;

/**
 * Tests that a document names as proof and that do not exist: a file `name.spec.ts`, or a title in quotes behind it.
 * @param tests text of the test files by path
 */
export function missingProofs(path: string, document: string, tests: ReadonlyMap<string, string>): string[] {
  return Array.from(document.matchAll(SPEC), ({ groups }) => {
    const spec = groups?.['spec'] ?? '';
    const files = [...tests].filter(([file]) => file === spec || file.endsWith(`/${spec}`));
    if (files.length === 0) return [`${path}: ${spec} does not exist`];
    const titles = Array.from(
      (groups?.['rest'] ?? '').matchAll(TITLE),
      (match) => match.groups?.['title'] ?? '',
    );
    return titles
      .filter((title) => !files.some(([, text]) => text.includes(title)))
      .map((title) => `${path}: ${spec} has no test "${title}"`);
  }).flat();
}
