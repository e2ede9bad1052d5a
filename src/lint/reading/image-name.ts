/** The parts of an image's name as FROM and COPY --from write it, without judging them. */

export interface ImageName {
  /** Without registry, tag and digest: `library/debian` is not filled in. */
  readonly path: string;
  readonly registry?: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function readImageName(text: string): ImageName {
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const whole = colon < 0 ? named : named.slice(0, colon);
  const first = whole.indexOf('/');
  const host = first < 0 ? '' : whole.slice(0, first);
  const isRegistry = /[.:]|^localhost$/.test(host);
  return {
    path: isRegistry ? whole.slice(first + 1) : whole,
    ...(isRegistry ? { registry: host } : {}),
    ...(colon < 0 ? {} : { tag: named.slice(colon + 1) }),
    ...(at < 0 ? {} : { digest: text.slice(at + 1) }),
  };
}

/** `node` of `docker.io/library/node:22-slim`: the name of an official image; undefined for all others. */
export function officialName(text: string): string | undefined {
  const { registry, path } = readImageName(text);
  if (registry !== undefined && !/^(?:index\.)?docker\.io$/.test(registry)) return undefined;
  const name = path.replace(/^library\//, '');
  return name.includes('/') ? undefined : name;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const wholeName = new RegExp(
  `^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d+)?|\\[[0-9a-fA-F:]+\\](?::\\d+)?)/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?$`,
);

/** True when a builder would take the text for an image's name. https://github.com/distribution/reference/blob/main/regexp.go */
export function isImageName(text: string): boolean {
  return text.length <= 512 && wholeName.test(text);
}
