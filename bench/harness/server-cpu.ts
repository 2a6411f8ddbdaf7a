import type { Redis } from 'ioredis';

/** Microseconds of CPU that the server has used so far. */
export async function serverCpuMicros(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  return (figureOf(info, 'used_cpu_user') + figureOf(info, 'used_cpu_sys')) * 1e6;
}

/** A number that INFO names. */
export function figureOf(info: string, name: string): number {
  const figure = Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  if (Number.isNaN(figure)) throw new Error(`INFO has no ${name}`);
  return figure;
}
