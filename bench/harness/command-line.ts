import { parseArgs } from 'node:util';

/** What a call of `npm run bench` asks for. */
export interface BenchCommand {
  /** Benchmarks to be run. */
  readonly names: readonly string[];
  readonly quick: boolean;
  /** Whether all numbers are to be printed, too. */
  readonly json: boolean;
  /** Whether the figures go into `bench/README.md`. */
  readonly write: boolean;
}

/** @throws Error with what is wrong, for a name or an option that does not exist, or if nothing is left to be run */
export function parseCommand(args: readonly string[], known: readonly string[]): BenchCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      except: { type: 'string', default: '' },
    },
  });
  const except = values.except.split(',').filter((name) => name !== '');
  const unknown = [...positionals, ...except].filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no benchmark "${unknown.join('", "')}".`);
  const asked = positionals.includes('all') ? known : [...new Set(positionals)];
  const names = asked.filter((name) => !except.includes(name));
  if (names.length === 0) throw new Error('No benchmark was named.');
  return { names, quick: values.quick, json: values.json, write: values.write };
}

export function usageOf(known: readonly string[]): string {
  return [
    'Usage: npm run bench -- NAME... [--quick] [--json] [--write]',
    '       npm run bench -- all [--except NAME,NAME] [--quick] [--json] [--write]',
    `NAME is one of: ${known.join(', ')}`,
    '--quick  small sizes, for trying    --json  all numbers, as one line at the end',
    '--write  puts the tables into bench/README.md',
  ].join('\n');
}
