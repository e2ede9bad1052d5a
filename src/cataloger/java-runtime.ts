/** Java runtimes, those that jlink made too, by their release file. https://openjdk.org/jeps/220 */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';

const maxReleaseBytes = 64 * 1024;

/** Files named so that say nothing of Java yield nothing; larger ones are none. */
export const javaRuntime: FileCataloger = {
  name: 'java-runtime',
  version: 1,
  maxBytes: maxReleaseBytes,
  wants: (path, fileBytes) => path.endsWith('/release') && fileBytes <= maxReleaseBytes,
  catalog({ path, bytes }) {
    const text = decodeText(bytes);
    const version = valueIn(text, 'JAVA_VERSION');
    const graal = valueIn(text, 'GRAALVM_VERSION');
    const found =
      version === undefined ? [] : [{ name: graal === undefined ? 'openjdk' : 'graalvm', version }];
    return installedResult({ type: 'generic', foundBy: 'java-runtime', path }, found);
  },
};

function valueIn(text: string, key: string): string | undefined {
  return new RegExp(`^${key}="?([^"\\s]{1,100})"?\\s*$`, 'm').exec(text)?.[1];
}
