import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../acl');

/** What a section of a file says about its rules. */
const TAG = /^# \[(standalone|cluster|optional)\]/;

/** One right: a command, a pattern of keys, or a pattern of channels. */
export interface AclRule {
  /** As ACL SETUSER takes it: `+get`, `~*:user:*`, `&*:channel:*`. */
  readonly text: string;
  readonly tag: 'standalone' | 'cluster' | 'optional' | undefined;
}

/** Reads a file of the folder `acl`: sections with a comment ahead of their rules, and an empty line between them. */
export function readAclFile(name: string): AclRule[] {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return text.split(/\n{2,}/).flatMap((section) => {
    const lines = section.split('\n');
    const tag = TAG.exec(lines.find((line) => TAG.test(line)) ?? '')?.[1] as AclRule['tag'];
    const rules = lines.filter((line) => !line.startsWith('#')).flatMap((line) => line.match(/\S+/g) ?? []);
    return rules.map((rule) => ({ text: rule, tag }));
  });
}
