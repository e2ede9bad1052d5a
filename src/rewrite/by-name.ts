/** Files that a program opens by names that no ELF header has: character sets, locales, OpenSSL's providers, NSS. */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import type { LiveFile } from '../model/footprint.ts';
import { findCompanions } from './companions.ts';
import { envOf, type Subject } from './subject.ts';

/** Who opens it, a library's name or a function that a file calls, and where the files lie. */
interface Opened {
  readonly library?: RegExp;
  readonly call?: string;
  readonly paths: RegExp;
}

const opened: readonly Opened[] = [
  {
    library: /^libc\.so\.6$/,
    paths: /(^|\/)libnss_(files|dns|compat)\.so\.2$|^etc\/(nsswitch|gai|host)\.conf$/,
  },
  // https://docs.openssl.org/3.0/man7/provider/; where a build of it looks for its settings is a link or the file.
  {
    library: /^libcrypto\.so/,
    paths:
      /(^|\/)ossl-modules\/|^(etc|usr\/lib|usr\/local)\/(ssl|ssl1\.?1|pki\/tls)\/(openssl\.cnf|openssl\.cnf\.d\/.*)$/,
  },
  { library: /^libkrb5\.so/, paths: /^etc\/krb5\.conf$/ },
  { library: /^libsasl2\.so/, paths: /(^|\/)sasl2\// },
  { library: /^libpam\.so/, paths: /(^|\/)security\/pam_\w+\.so$|^etc\/pam\.d\// },
  // https://github.com/dotnet/runtime/blob/main/src/native/libs/System.Globalization.Native/pal_icushim.c
  { library: /^(lib)?System\.Globalization\.Native\.so/, paths: /(^|\/)libicu(uc|i18n)\.so\.[\d.]+$/ },
  {
    library: /^(lib)?System\.Security\.Cryptography\.Native\.OpenSsl\.so/,
    paths: /(^|\/)lib(ssl|crypto)\.so\.[\d.]+$/,
  },
  { library: /^(lib)?System\.Net\.Security\.Native\.so/, paths: /(^|\/)libgssapi_krb5\.so\.2$/ },
  // https://sourceware.org/git/?p=glibc.git;f=iconv/gconv_db.c
  { call: 'iconv_open', paths: /^usr\/lib(64|\/[\w-]+)?\/gconv\// },
  { call: 'OSSL_PROVIDER_load', paths: /(^|\/)ossl-modules\// },
  { call: 'setlocale', paths: /^usr\/lib\/locale\/C\.utf-?8\//i },
];

/** They have these functions and do not call them. */
const definers = /^(lib(c|dl|crypto)[.-]|ld-|libc\.musl)/;

/** By facility, the live paths that something among `paths` (live paths) may open; links come as they are. */
export function filesByName(subject: Subject, paths: Iterable<string>): readonly (readonly string[])[] {
  const { files } = subject.input.footprint;
  const all = [...paths];
  const names = all.map((path) => posix.basename(path));
  const calls = new Set(
    all
      .filter((path) => !definers.test(posix.basename(path)))
      .flatMap((path) => {
        const target = resolvePath(files, path) ?? path;
        return subject.executables.get(contentPath(files, target))?.opensBy ?? [];
      }),
  );
  const patterns = opened
    .filter(
      ({ library, call }) =>
        (call !== undefined && calls.has(call)) || names.some((name) => library?.test(name) === true),
    )
    .map(({ paths: pattern }) => pattern);
  if (calls.has('setlocale')) patterns.push(...localePatterns(subject));
  const folders = findCompanions(subject, names).map(({ target }) => target.slice(1));
  const found = [...patterns, ...folders].map((): string[] => []);
  for (const path of files.keys()) {
    if (!isCopyable(files, path)) continue;
    for (const [index, pattern] of patterns.entries()) if (pattern.test(path)) found[index]?.push(path);
    for (const [index, folder] of folders.entries()) {
      if (path === folder || path.startsWith(`${folder}/`)) found[patterns.length + index]?.push(path);
    }
  }
  return found.filter((one) => one.length > 0);
}

/** The archive where the build made it or the settings ask for it, and folders of the locale that they name. */
function localePatterns(subject: Subject): readonly RegExp[] {
  const archive = 'usr/lib/locale/locale-archive';
  const named = ['LC_ALL', 'LANG', 'LC_CTYPE', 'LC_TIME', 'LC_NUMERIC', 'LC_COLLATE']
    .map((key) => envOf(subject, key) ?? '')
    .filter((value) => /^[a-z]{2,3}_[A-Z]{2}[\w.@-]*$/.test(value));
  const owner = subject.input.footprint.files.get(archive)?.owner?.kind;
  const folders = named.map((value) => value.replace(/\.utf-?8/i, '.utf8').replaceAll('.', '\\.'));
  return [
    ...(named.length > 0 || owner !== 'os-package' ? [new RegExp(`^${archive}$`)] : []),
    ...folders.map((folder) => new RegExp(`^usr/lib/locale/${folder}/`)),
  ];
}

/** A file, or a link that leads to one: COPY follows links, and a folder's content would land beside it. */
export function isCopyable(files: ReadonlyMap<string, LiveFile>, path: string): boolean {
  const type = files.get(path)?.entry.type;
  if (type !== 'symlink') return type === 'file' || type === 'hardlink';
  const target = resolvePath(files, path);
  const found = target === undefined ? undefined : files.get(target)?.entry.type;
  return found === 'file' || found === 'hardlink';
}
