/** What the processes of the demo inherit. Nothing that names a Redis: they use the demo's. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];

/** The environment of the app's processes: that of a production installation, and nothing of this machine's. */
export function childEnvironment(
  redisUrl: string,
  apiKeys: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
    NODE_ENV: 'production',
    NO_COLOR: '1',
    REDIS_URL: redisUrl,
    API_KEYS: Object.entries(apiKeys)
      .map(([tenant, key]) => `${tenant}:${key}`)
      .join(','),
  };
}
