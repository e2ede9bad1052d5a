/** Single instructions written from values, safe against what the values hold. https://docs.docker.com/reference/dockerfile/ */
import type { ImageConfig } from '../model/image.ts';
import { isCopyable, writeExecForm, writePath, writeValue } from './write.ts';

export interface CopyOperands {
  /** A stage; absent for the build context. */
  readonly from?: string;
  /** `uid:gid`. */
  readonly chown?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

/** `COPY`, in the JSON form only where a path needs it; undefined when a path cannot be named. */
export function renderCopy({ from, chown, sources, target }: CopyOperands): string | undefined {
  if (sources.length === 0 || ![...sources, target].every(isCopyable)) return undefined;
  const paths = [...sources.map((path) => writePath(path, 'pattern')), writePath(target, 'literal')];
  const plain = paths.every(
    (path, index) => path === [...sources, target][index] && /^[\w@%+:,./~-]+$/.test(path),
  );
  const flags = [from === undefined ? '' : ` --from=${from}`, chown === undefined ? '' : ` --chown=${chown}`];
  const head = `COPY${flags.join('')}`;
  if (!plain) return `${head} ${writeExecForm(paths)}`;
  return paths.length <= 3 ? `${head} ${paths.join(' ')}` : [head, ...paths].join(' \\\n    ');
}

/** `ENV` or `LABEL` of one pair; undefined when a Dockerfile cannot say the value. */
export function renderPair(keyword: 'ENV' | 'LABEL' | 'ARG', key: string, value: string): string | undefined {
  const name = keyword === 'LABEL' ? writeValue(key) : /^[A-Za-z_][\w.-]*$/.test(key) ? key : undefined;
  const written = value === '' ? '""' : writeValue(value);
  return name === undefined || written === undefined ? undefined : `${keyword} ${name}=${written}`;
}

/** `WORKDIR`, `USER` or `STOPSIGNAL`, which take one value. */
export function renderValue(keyword: 'WORKDIR' | 'USER' | 'STOPSIGNAL', value: string): string | undefined {
  const written = value === '' ? undefined : writeValue(value);
  return written === undefined ? undefined : `${keyword} ${written}`;
}

/** `EXPOSE` of the ports that are ports: `80/tcp`. */
export function renderExpose(ports: readonly string[]): string | undefined {
  const valid = ports.filter((port) => /^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/.test(port));
  return valid.length === 0
    ? undefined
    : `EXPOSE ${valid.map((port) => port.replace(/\/tcp$/, '')).join(' ')}`;
}

/** `VOLUME` in exec form. */
export function renderVolumes(volumes: readonly string[]): string | undefined {
  return volumes.length === 0
    ? undefined
    : `VOLUME ${writeExecForm(volumes.map((path) => writePath(path, 'literal')))}`;
}

/** `CMD` or `ENTRYPOINT` in exec form. */
export function renderCommand(keyword: 'CMD' | 'ENTRYPOINT', words: readonly string[]): string {
  return `${keyword} ${writeExecForm(words)}`;
}

/** `HEALTHCHECK` in exec form; the config as read has no intervals. */
export function renderHealthcheck(healthcheck: ImageConfig['healthcheck']): string | undefined {
  const [kind, ...words] = healthcheck?.test ?? [];
  if (kind === 'NONE') return 'HEALTHCHECK NONE';
  if (kind === 'CMD' && words.length > 0) return `HEALTHCHECK CMD ${writeExecForm(words)}`;
  return kind === 'CMD-SHELL' && words.length === 1
    ? `HEALTHCHECK CMD ${writeExecForm(['/bin/sh', '-c', ...words])}`
    : undefined;
}

/** True for names whose values have no place in a file that people share: tokens, passwords, keys. */
export function isSecretName(name: string): boolean {
  return /secret|token|passw(or)?d|passphrase|credential|api_?key|private_?key|access_?key|(^|_)(pwd|pass|auth)(_|$)/i.test(
    name,
  );
}
