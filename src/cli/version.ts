/** The program's version, from package.json, and which build of it this is; the bundler writes both into the code. */
import manifest from '../../package.json' with { type: 'json' };

export const version: string = manifest.version;

/** Differs from build to build of whatever goes into a report; undefined where the sources run unbundled. */
export const build: string | undefined = process.env['IMGSCAN_BUILD'];
