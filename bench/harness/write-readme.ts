import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { readmeOf, type ReadmeParts } from './readme.js';

/** Writes the figures of a run into a Markdown file, formatted as the repository wants it. */
export async function writeReadme(path: string, parts: ReadmeParts): Promise<void> {
  const text = readmeOf(await textOf(path), parts);
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
