/** The program's version, from package.json; the bundler writes it into the code. */
import manifest from '../../package.json' with { type: 'json' };

export const version: string = manifest.version;
