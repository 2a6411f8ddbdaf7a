import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { ResolvedExpiryOptions } from '../../expiry/expiry-options.js';
import type { DoctorRole, Durability } from '../doctor-options.js';
import type { Found } from '../report/found.js';
import { valueOf } from '../servers/answer.js';
import { numberIn, type InfoFields } from '../servers/info-fields.js';
import type { ServerFacts, SettingName } from '../servers/server-facts.js';

/** What checks have to know of the configuration. */
export interface CheckContext {
  /** The pools of the deployment. */
  readonly pools: readonly ResolvedPoolOptions[];
  readonly topology: ResolvedPoolOptions['topology'];
  /** What the server is to be. */
  readonly role: 'primary' | 'replica';
  /** Those of the pools that triggers are scheduled in. */
  readonly listeners: readonly string[];
  readonly expiry: ResolvedExpiryOptions;
  readonly roles: readonly DoctorRole[];
  /** Undefined: nothing was said. */
  readonly durability: Durability | undefined;
}

/** Looks at what is known of one server. Asks nothing. */
export type ServerCheck = (server: ServerFacts, context: CheckContext) => readonly Found[];

/** The fields of INFO; undefined if it was refused. */
export function infoOf({ info }: ServerFacts): InfoFields | undefined {
  return valueOf(info);
}

/** A setting, as CONFIG GET says. */
export function settingOf({ settings }: ServerFacts, name: SettingName): string | undefined {
  return valueOf(settings)?.get(name);
}

/** A setting that is a number. */
export function numberSettingOf(server: ServerFacts, name: SettingName): number | undefined {
  const text = settingOf(server, name);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A number that INFO says, or else the setting. */
export function numberOf(server: ServerFacts, field: string, setting: SettingName): number | undefined {
  return numberIn(infoOf(server), field) ?? numberSettingOf(server, setting);
}

/** `1.5 GB`. */
export function describeBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1_000 && unit < units.length - 1) [value, unit] = [value / 1_000, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** `12 ms`, `1.5 s`. */
export function describeMs(ms: number): string {
  if (Math.abs(ms) >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.abs(ms) < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
