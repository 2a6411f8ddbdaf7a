// Versions at the ends of a range such as "^11.0.0 || ^12.0.0", whose alternatives are written in ascending order.

/** The lowest version that satisfies a range. */
export function lowestOf(range) {
  const [first] = range.split('||');
  const version = /\d+\.\d+\.\d+(?:-[\w.]+)?/.exec(first)?.[0];
  if (version === undefined) throw new Error(`the range "${range}" names no version of three numbers`);
  return version;
}

/** A range of which npm installs the highest version. */
export function highestOf(range) {
  return range.split('||').at(-1).trim();
}

/** The alternative of a range that allows a major version, or undefined. */
export function alternativeOf(range, major) {
  return range
    .split('||')
    .map((alternative) => alternative.trim())
    .find((alternative) => lowestOf(alternative).split('.')[0] === String(major));
}

/**
 * Every peer of the packages, with the range that all of them allow.
 * @param {readonly import('./packages.mjs').LibraryPackage[]} packages
 * @returns {ReadonlyMap<string, { range: string, optional: boolean }>}
 * @throws Error if two packages want different ranges of one peer
 */
export function peersOf(packages) {
  const own = new Set(packages.map(({ name }) => name));
  const peers = new Map();
  for (const { name, manifest } of packages) {
    for (const [peer, range] of Object.entries(manifest.peerDependencies ?? {})) {
      if (own.has(peer)) continue;
      const known = peers.get(peer);
      if (known !== undefined && known.range !== range) {
        throw new Error(`${name} wants ${peer} ${range}, another package ${known.range}`);
      }
      const optional = manifest.peerDependenciesMeta?.[peer]?.optional === true;
      peers.set(peer, { range, optional: optional && known?.optional !== false });
    }
  }
  return peers;
}
