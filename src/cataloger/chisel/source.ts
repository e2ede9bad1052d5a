/** The source package of a Debian or Ubuntu package, by its name, where nothing tells it. https://github.com/canonical/chisel-releases */

/** `SOURCE: PACKAGE PACKAGE; ...`; a package stands for those as well whose names go on with a digit, a dot or a dash. */
const table = `
acl: libacl; acorn: node-acorn; alsa-lib: libasound; aom: libaom; apache2: apache2; apparmor: libapparmor; apr:
libapr; apr-util: libaprutil; apt: libapt-pkg; argon2: libargon; at-spi2-core: libatk libatk-bridge libatspi;
attr: libattr; audit: libaudit; avahi: libavahi; bind9: bind9; binutils: binutils libbinutils libctf; brotli:
libbrotli; busybox: busybox-static; bzip2: libbz; c-ares: libcares; cairo: libcairo; chromaprint:
libchromaprint; cjson: libcjson; coreutils: coreutils-from-gnu gnu-coreutils; cryptsetup: libcryptsetup; cups:
libcups; curl: libcurl; cyrus-sasl2: libsasl; dav1d: libdav; db5.3: libdb; dbus: dbus libdbus; duktape:
libduktape; e2fsprogs: libcom-err logsave; eclipse-jdt-core: libeclipse-jdt-core-java; elfutils: libelf; erlang:
erlang; expat: libexpat; fftw3: libfftw3-double; file: libmagic; flac: libflac; fontconfig: fontconfig
libfontconfig; freetype: libfreetype; fribidi: libfribidi; game-music-emu: libgme; gdbm: libgdbm; gdk-pixbuf:
libgdk-pixbuf; gearmand: gearman libgearman; geoip: geoip-bin libgeoip; gflags: libgflags; giflib: libgif;
glib2.0: libglib; glibc: libc; gmp: libgmp; gnupg2: gpg gpgconf gpgv; gnutls28: libgnutls; graphite2:
libgraphite; harfbuzz: libharfbuzz0b; highway: libhwy; http-parser: libhttp-parser; hwloc: libhwloc; icu:
libicu; iptables: libip4tc libip6tc libxtables; iputils: iputils-ping; isl: libisl; jansson: libjansson;
jbigkit: libjbig; jemalloc: libjemalloc; jpeg-xl: libjxl; jq: libjq; json-c: libjson-c; keyutils: libkeyutils;
kmod: libkmod; krb5: libgssapi-krb libk5crypto libkrb; lame: libmp3lame; lapack: libblas; lcms2: liblcms; lerc:
liblerc; libarchive: libarchive-tools; libcap2: libcap2; libcdio-paranoia: libcdio-cdda; libdrm: libdrm;
libevent: libevent; libfido2: libfido; libgcrypt20: libgcrypt; libglvnd: libgl libglx; libidn2: libidn2;
libjpeg-turbo: libjpeg; libmaxminddb: mmdb-bin; libmemcached: libhashkit; libnl3: libnl; libnotify:
libnotify-bin; libpng1.6: libpng; libraw1394: libraw; librdkafka: librdkafka librdkafka++; librsvg: librsvg2;
libsemanage: libsemanage-common; libssh: libssh-4 libssh-gcrypt; libssh2: libssh2; libtasn1-6: libtasn; libthai:
libthai-data; libtheora: libtheoradec libtheoraenc; libtirpc: libtirpc-common; libtool: libltdl; libuv1: libuv;
libva: libva; libvorbis: libvorbis libvorbis0a libvorbisenc libvorbisfile; libwebp: libwebpmux; libx11: libx11;
libxcb: libxcb; libxcrypt: libcrypt; libxml2: libxml2; libzstd: zstd; lilv: liblilv; linux: linux-libc-dev;
lm-sensors: libsensors; lmdb: liblmdb; lua5.4: liblua; lz4: liblz; lzo2: liblzo; make-dfsg: make; mbedtls:
libmbedcrypto; mesa: libgbm libgl1-mesa-dri libglapi-mesa libglx-mesa; mosquitto: libmosquitto
mosquitto-clients; mpclib3: libmpc; mpdecimal: libmpdec; mpeg2dec: libmpeg; mpfr4: libmpfr; mpg123: libmpg;
ncurses: libncurses libncursesw libtinfo ncurses; nettle: libhogweed libnettle; nftables: libnftables; nghttp2:
libnghttp; nginx: libnginx-mod-stream nginx-common; node-undici: node-llhttp; nodejs: libnode; norm: libnorm;
npth: libnpth; nspr: libnspr; nss: libnss3; nss-mdns: libnss-mdns; numactl: libnuma; ocl-icd:
ocl-icd-libopencl1; onetbb: libtbb libtbbbind libtbbmalloc; onevpl: libvpl; openjpeg2: libopenjp; openldap:
libldap; openssh: openssh; openssl: libssl openssl-provider-legacy; opus: libopus; p11-kit: libp11-kit
p11-kit-modules; pam: libpam libpam0g; pango1.0: libpango libpangocairo libpangoft2; pcre2: libpcre2; pcre3:
libpcre; pcsc-lite: libpcsclite; perl: libperl perl; pixman: libpixman; procps: libproc libprocps; protobuf-c:
libprotobuf-c; python-pip: python3-pip; python-pyftpdlib: python3-pyftpdlib; python3-defaults: libpython3-stdlib
python3; readline: libreadline readline; redis: redis; rocksdb: librocksdb; rtmpdump: librtmp; rubberband:
librubberband; rust-rav1e: librav1e; serd: libserd; setuptools: python3-pkg-resources python3-setuptools;
shadow: libsubid login passwd uidmap; shine: libshine; slang2: libslang; snappy: libsnappy; sord: libsord;
speex: libspeex; sqlite3: libsqlite; squid: squid-common; sratom: libsratom; srt: libsrt1.5-gnutls; svt-av1:
libsvtav; systemd: libsystemd libudev systemd; sysvinit: sysvinit-utils; tcp-wrappers: libwrap; tdb: libtdb;
tiff: libtiff; tomcat-native: libtcnative; tomcat10: libtomcat10 tomcat10; twolame: libtwolame; ust:
liblttng-ust; util-linux: bsdextrautils fdisk libblkid libfdisk libmount libsmartcols libuuid mount rfkill
util-linux; vim: vim; vulkan-loader: libvulkan; wayland: libwayland; wheel: python3-wheel; x264: libx264; x265:
libx265; xvidcore: libxvidcore; xxhash: libxxhash; xz-utils: liblzma; yajl: libyajl; zeromq3: libzmq; zimg:
libzimg; zlib: zlib1g; zvbi: libzvbi
`;

/** Those of all releases stand beside each other, so their sources have the release in their names. */
const patterns: readonly (readonly [RegExp, source: string])[] = [
  [/^(?:lib)?(python3\.\d+)(?:-.*)?$/, '$1'],
  [/^(php\d\.\d|golang-1\.\d+)(?:-.*)?$/, '$1'],
  [/^(openjdk-\d+)-.*$/, '$1'],
  [/^(?:lib)?(ruby\d\.\d)$/, '$1'],
  [/^libllvm(\d+)$/, 'llvm-toolchain-$1'],
  [/^(?:gcc|cpp|libgcc)-(\d+)(?:-.*)?$/, 'gcc-$1'],
  [/^(?:aspnetcore|dotnet)-[a-z-]+-(\d+)\.0$/, 'dotnet$1'],
  [/^lib(?:av(?:codec|device|filter|format|util)|postproc|sw(?:resample|scale))\d+$/, 'ffmpeg'],
];

/** Libraries that come with whatever release of the source is the distribution's newest. */
const newest: readonly (readonly [RegExp, source: string])[] = [
  [/^lib(?:gcc-s|stdc\+\+|gomp|atomic|[alt]san|ubsan|quadmath)\d+$/, 'gcc'],
  [/^lib(?:pq|ecpg|pgtypes)\d+$/, 'postgresql'],
];

const sources: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split(/;\s+/)
    .flatMap((row) => {
      const [source = '', names = ''] = row.split(/:\s+/);
      return names.split(/\s+/).map((name) => [name, source] as const);
    }),
);
const longest = Math.max(...[...sources.keys()].map((name) => name.length));

/** Of the longest name in the table that the package's is or goes on from. */
function knownSource(name: string): string | undefined {
  for (let end = Math.min(name.length, longest); end > 0; end -= 1) {
    const source = /^[-.\d]?$/.test(name.charAt(end)) ? sources.get(name.slice(0, end)) : undefined;
    if (source !== undefined) return source;
  }
  return undefined;
}

/**
 * Right for 560 of the 600 packages that Chisel cuts and Debian 12 has too, by Debian's own list; of the rest, fonts and
 * metapackages, few have advisories. Else the name itself, without a library's number.
 */
export function sourceOf(name: string, version: string): string {
  // What was built again for 64 bits of time, or another compiler.
  const plain = name.replace(/(?:t64|v5)(?=$|-)/, '');
  for (const [pattern, source] of patterns) {
    if (pattern.test(plain)) return plain.replace(pattern, source);
  }
  const major = /^(?:\d+:)?(\d+)/.exec(version)?.[1] ?? '';
  for (const [pattern, source] of newest) if (pattern.test(plain)) return `${source}-${major}`;
  return knownSource(plain) ?? (plain.startsWith('lib') ? plain.replace(/-?\d[\d.]*$/, '') : plain);
}
