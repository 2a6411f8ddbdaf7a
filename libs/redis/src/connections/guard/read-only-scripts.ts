/** Digests of scripts that only read. Facts about their text: the same for every application of a process. */
const digests = new Set<string>();

/** Declares that the script with this SHA-1 digest only reads: EVALSHA of it may be sent once more. */
export function declareReadOnlyScript(sha1: string): void {
  digests.add(sha1);
}

export function isReadOnlyScript(sha1: string): boolean {
  return digests.has(sha1);
}
