/** Docker's official images known by the version variable that each sets. https://github.com/docker-library/official-images */
import type { BuildStep } from './history.ts';

const versionVariables: ReadonlyMap<string, string> = new Map([
  ['GOLANG_VERSION', 'golang'],
  ['NGINX_VERSION', 'nginx'],
  ['NODE_VERSION', 'node'],
  ['PHP_VERSION', 'php'],
  ['PYTHON_VERSION', 'python'],
  ['RUBY_VERSION', 'ruby'],
  ['RUST_VERSION', 'rust'],
]);

/** The official image that an ENV instruction gives away: `ENV GOLANG_VERSION=1.22.5` says golang:1.22.5. */
export function officialImage(step: Pick<BuildStep, 'text'>): string | undefined {
  const [, variable = '', version] = /^ENV ([A-Z_]{1,32})=([\w.+-]{1,64})/.exec(step.text) ?? [];
  const name = versionVariables.get(variable);
  return name === undefined || version === undefined ? undefined : `${name}:${version}`;
}
