/** The builds that a compose file describes. https://docs.docker.com/reference/compose-file/build/ */
import { posix } from 'node:path';
import type { BuildTarget, BuildTargets } from './target.ts';
import { isRecord, readTexts, type Texts } from './values.ts';

/** `file` is the compose file's path, `/` between names; `environment` fills in `${NAME}`. */
export function composeTargets(
  content: unknown,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): BuildTargets {
  const services = isRecord(content) && isRecord(content['services']) ? content['services'] : {};
  const targets: BuildTarget[] = [];
  const problems: string[] = [];
  for (const [name, service] of Object.entries(services)) {
    const build = isRecord(service) ? service['build'] : undefined;
    if (build === undefined || build === null) continue;
    const texts = readTexts(typeof build === 'string' ? { context: build } : build, (text) =>
      interpolate(text, environment),
    );
    const target = targetOf(texts, name, file);
    if (typeof target === 'string') problems.push(`${file}: service ${name} ${target}`);
    else targets.push(target);
  }
  return { targets, problems };
}

/** The target, or why there is none to read. */
function targetOf({ get, map }: Texts, name: string, file: string): BuildTarget | string {
  const context = get('context') ?? '.';
  const isRemote = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(context);
  const inline = get('dockerfile_inline');
  const folder = posix.isAbsolute(context) ? context : posix.join(posix.dirname(file), context);
  const rest = {
    ...(isRemote ? {} : { context: folder }),
    buildArguments: map('args'),
    ...(get('target') === undefined ? {} : { targetName: get('target') ?? '' }),
  };
  if (inline !== undefined) return { file: `${file} (service ${name})`, text: inline, ...rest };
  if (isRemote) return 'is built from a context that is not on this machine';
  const dockerfile = get('dockerfile') ?? 'Dockerfile';
  const path = posix.isAbsolute(dockerfile) ? dockerfile : posix.join(folder, dockerfile);
  return { file: path, path, ...rest };
}

const variable = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\})/g;

/** https://docs.docker.com/reference/compose-file/interpolation/ */
function interpolate(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(variable, (whole, plain?: string, braced?: string, operator = '', operand = '') => {
    if (whole === '$$') return '$';
    const value = environment[plain ?? braced ?? ''];
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    if (operator.endsWith('+')) return isSet ? operand : '';
    if (isSet) return value;
    return operator.endsWith('-') ? operand : '';
  });
}
