const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The path of a property or item below `path`: `profile.name`, `profile.scores[2]`, `profile["a b"]`. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return IDENTIFIER.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
