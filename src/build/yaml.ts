/** YAML of configuration files to plain values; loaded when one is read. https://yaml.org/spec/1.2.2/ */
import { parse } from 'yaml';

/** Aliases that multiply are refused beyond this many. */
const mostAliases = 1_000;

/** Throws the library's error for what is no YAML. */
export function parseYaml(text: string): unknown {
  return parse(text, { merge: true, maxAliasCount: mostAliases, logLevel: 'error' });
}
