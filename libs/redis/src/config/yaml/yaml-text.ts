import { readFileSync, statSync } from 'node:fs';
import { codeOf } from '../../common/thrown.js';

/** More than any list of databases needs; parsing takes time and memory with the size. */
const MAX_YAML_BYTES = 65_536;

/** Text of a file, or why there is none. */
export type YamlText = { readonly text: string } | { readonly problem: string; readonly missing: boolean };

/** Reads a configuration file of at most 64 KiB. */
export function readYamlText(path: string): YamlText {
  try {
    const { size, ...stats } = describeFile(path);
    if (!stats.isFile) return { problem: 'expected a file, got something else', missing: false };
    if (size > MAX_YAML_BYTES) {
      return { problem: `expected at most ${MAX_YAML_BYTES} bytes, got ${size}`, missing: false };
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return describeFailure(error);
  }
}

/** Asked first: reading a pipe or a device could wait, or go on, for ever. */
function describeFile(path: string): { readonly isFile: boolean; readonly size: number } {
  const stats = statSync(path);
  return { isFile: stats.isFile(), size: stats.size };
}

function describeFailure(error: unknown): YamlText {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { problem: 'expected a file, got nothing', missing: true };
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return { problem: 'expected text in UTF-8, got other bytes', missing: false };
  }
  if (code === undefined) throw error;
  return { problem: `expected a file that can be read, got ${code}`, missing: false };
}
