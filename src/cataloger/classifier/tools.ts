/** Shells, tools and libraries that people copy into images. */
import { type Classifier, program } from './row.ts';

export const tools: readonly Classifier[] = [
  // Compared with real programs: README.md.
  program('bash', ['bash'], /@\(#\)Bash version (\d\.\d\.\d{1,3})/),
  program('busybox', ['busybox'], /\bBusyBox v(1\.\d{1,2}\.\d{1,2})/),
  program('crun', ['crun'], /\0(\d\.\d{1,2}(?:\.\d{1,2})?)\0%s version /),
  program('curl', ['curl'], /\bcurl\/(\d\.\d{1,3}\.\d{1,2})/),
  program('curl', ['libcurl', 'libcurl-gnutls'], /\blibcurl\/(\d\.\d{1,3}\.\d{1,2})/),
  program(
    'ffmpeg',
    ['ffmpeg', 'ffprobe', 'libavutil'],
    /\bFFmpeg version n?(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)/,
  ),
  program('gawk', ['gawk'], /\bGNU Awk (\d\.\d{1,2}\.\d{1,2})/),
  program('git', ['git'], /git\/(\d\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\0/),
  program('gnupg', ['gpg'], /\bOpenPGP server (2\.\d\.\d{1,3}) /),
  program('gnutls', ['libgnutls'], /\bEnabled GnuTLS (3\.\d{1,2}\.\d{1,3}) logging/),
  program('jq', ['jq'], /\0(1\.\d(?:\.\d)?)\0DEBUG:/),
  program('nmap', ['nmap'], /nmap\.org\0(\d\.\d{2})\0/),
  program('openssl', ['libcrypto', 'libssl', 'openssl'], /\bOpenSSL (\d\.\d\.\d{1,2}[a-z]{0,2}) {1,2}[\d@]/),
  program('rsync', ['rsync'], /\0(3\.\d{1,2}\.\d{1,2})\0copyright\0/),
  program('socat', ['socat'], /\0(1\.\d\.\d\.\d{1,2})\0/),
  program('sqlite', ['libsqlite', 'sqlite'], /\0(3\.\d{1,2}\.\d{1,2})\0/),
  program('tar', ['tar'], /\0(1\.\d{2}(?:\.\d{1,2})?)\0%s-%s-%d\n/),
  program('tini', ['tini', 'tini-static', 'docker-init'], /\btini version (0\.\d{1,2}\.\d{1,2})/),
  program('toybox', ['toybox'], /\0(0\.\d{1,2}\.\d{1,2})(?:-[\w-]{1,40})?\0/),
  program('vim', ['vim', 'vim.basic', 'vim.tiny'], /\bVIM - Vi IMproved (\d{1,2}\.\d)/),
  program('xz', ['xz'], /\(XZ Utils\) (5\.\d\.\d{1,2})/),
  program('zlib', ['libz'], /\bdeflate (1\.\d\.\d{1,2}(?:\.\d{1,2})?) Copyright/),
  program('zsh', ['zsh'], /\0(5\.\d{1,2}(?:\.\d{1,2})?)\0zsh %s \(%s/),
  program('zstd', ['zstd'], /\0v(1\.\d\.\d{1,2})\0Zstandard CLI/),
  // From their documentation.
  program('libressl', ['libcrypto', 'libssl', 'openssl'], /\bLibreSSL (\d\.\d{1,2}\.\d{1,2})/),
];
