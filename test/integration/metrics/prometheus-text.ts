/** The samples of one metric: `{ 'pool="a",command="get"': 1 }`. */
export function samplesOf(text: string, name: string): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const [, metric, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (metric === name) samples[labels] = Number(value);
  }
  return samples;
}
