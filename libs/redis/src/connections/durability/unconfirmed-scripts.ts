/** Texts and digests of scripts. Facts about the scripts: the same for every application of a process. */
const scripts = new Set<string>();

/**
 * Declares that what these scripts write comes about again by itself if it is lost with a primary: pools with
 * `durability` do not wait for replicas.
 * @param textsAndDigests of the scripts, as EVAL and EVALSHA name them
 */
export function declareUnconfirmedScript(...textsAndDigests: readonly string[]): void {
  for (const script of textsAndDigests) scripts.add(script);
}

export function isUnconfirmedScript(textOrDigest: string): boolean {
  return scripts.has(textOrDigest);
}
