import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Which process answers. */
export interface AppIdentity {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly hostname: string;
}

const manifestSchema = z.object({ name: z.string(), version: z.string() });

/** Of this process; the version is that of the package the code is part of. */
export function readAppIdentity(): AppIdentity {
  const { name, version } = readManifest(dirname(fileURLToPath(import.meta.url)));
  return {
    service: name,
    version,
    environment: process.env['NODE_ENV'] ?? 'development',
    hostname: hostname(),
  };
}

/** Built code is deeper below the root than its source. */
function readManifest(folder: string): z.infer<typeof manifestSchema> {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json above the code of the application.');
  return readManifest(parent);
}
