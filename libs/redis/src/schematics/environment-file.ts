import type { Tree } from '@angular-devkit/schematics';

const PATH = '.env.example';

/** Variables of the pools. Read from the environment: `node --env-file=.env`, or ConfigModule. */
const LINES = `# Redis: one server for all pools, each on a database of its own. TLS: rediss://
REDIS_URL=redis://127.0.0.1:6379
# REDIS_USERNAME=
# REDIS_PASSWORD=
# Single pools: REDIS_<ALIAS>_URL, for example of the triggers:
# REDIS_EXPIRY_URL=redis://127.0.0.1:6379/8
`;

/** Adds the variables to the example of an environment, unless it has them. */
export function addEnvironmentExample(tree: Tree): void {
  if (!tree.exists(PATH)) {
    tree.create(PATH, LINES);
    return;
  }
  const text = tree.readText(PATH);
  if (/^#? *(export +)?REDIS_URL *=/m.test(text)) return;
  const lineBreak = text === '' || text.endsWith('\n') ? '' : '\n';
  tree.overwrite(PATH, `${text}${lineBreak}${text === '' ? '' : '\n'}${LINES}`);
}
