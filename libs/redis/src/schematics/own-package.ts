import { readFileSync } from 'node:fs';

/** The manifest of this package, which stands two folders above in `src` and in `dist`. */
const MANIFEST = new URL('../../package.json', import.meta.url);

interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** This package and the peers that it cannot do without, with the versions that it works with. */
export function neededPackages(): Readonly<Record<string, string>> {
  const manifest: OwnManifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  const { name, version, peerDependencies, peerDependenciesMeta = {} } = manifest;
  const peers = Object.entries(peerDependencies).filter(
    ([peer]) => peerDependenciesMeta[peer]?.optional !== true,
  );
  return { [name]: `^${version}`, ...Object.fromEntries(peers) };
}
