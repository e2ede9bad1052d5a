/** The config's environment as names and values. */
import type { ImageConfig } from '../model/image.ts';

/** By name, in the config's order; of two settings of a name the later one counts. */
export function environmentOf(config: ImageConfig): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const setting of config.env) {
    const equals = setting.indexOf('=');
    if (equals > 0) values.set(setting.slice(0, equals), setting.slice(equals + 1));
  }
  return values;
}
