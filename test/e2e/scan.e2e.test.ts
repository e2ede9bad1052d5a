/** The main job on real images: built by buildah, served by a real registry, compared with the tools that know. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { runImgscan, scan } from './support/imgscan.ts';
import { tool } from './support/tool.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

const goProgram = `package main

import (
	"fmt"
	"os/user"
	"time"
)

func main() {
	for {
		u, err := user.Current()
		if err != nil {
			panic(err)
		}
		fmt.Println(u.Username, u.Uid)
		time.Sleep(time.Second)
	}
}
`;

const goDockerfile = `FROM localhost/imgscan-debian
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y golang-go
COPY app.go .
RUN CGO_ENABLED=0 go build app.go
CMD ["./app"]
`;

const nginxDockerfile = `FROM localhost/imgscan-debian
RUN apt-get update && apt-get install -y --no-install-recommends nginx-light && rm -rf /var/lib/apt/lists/*
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`;

/** Everything that layers can do to each other, and what a later layer cannot take back. */
const quirksDockerfile = `FROM localhost/imgscan-debian
RUN mkdir -p /data/opaque/sub && echo one > /data/opaque/sub/a && echo two > /data/opaque/b && echo keep > /data/keep
RUN echo AKIAQ3EGRZVXMTJ5PLWK > /data/aws-key && printf 'aws_secret_access_key = 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\\n' >> /data/aws-key
RUN head -c 300000 /dev/urandom > /data/original && ln /data/original /data/linked && ln -s original /data/symbolic
RUN rm -rf /data/opaque && mkdir /data/opaque && echo new > /data/opaque/c && rm /data/aws-key
RUN rm /data/original && chmod 4755 /usr/bin/env && chown -R nobody /usr/share/perl5
RUN rm -rf /opt && echo file > /opt && mkdir /data/keep.d && mv /data/keep /data/keep.d/keep
USER nobody
CMD ["sh"]
`;

let workshop: Workshop;
const references = new Map<string, string>();

beforeAll(async () => {
  workshop = await openWorkshop();
  for (const [name, dockerfile, context] of [
    ['goapp', goDockerfile, { 'app.go': goProgram }],
    ['nginx', nginxDockerfile, {}],
    ['quirks', quirksDockerfile, {}],
  ] as const) {
    const image = await workshop.build(name, dockerfile, context);
    references.set(name, await workshop.push(image, `${name}:latest`));
  }
}, 900_000);

afterAll(async () => workshop?.close());

const referenceOf = (name: string): string => references.get(name) ?? '';

const reports = new Map<string, Promise<Report>>();

/** The report of an image in the registry, scanned once. */
function reportOf(name: string): Promise<Report> {
  const report = reports.get(name) ?? scan(referenceOf(name));
  reports.set(name, report);
  return report;
}

/** Copies out of the registry with skopeo and unpacks with umoci: what the image's file system really is. */
async function unpack(name: string): Promise<string> {
  const layout = join(workshop.directory, `${name}-layout`);
  const bundle = join(workshop.directory, `${name}-bundle`);
  await tool('skopeo', [
    'copy',
    '--src-tls-verify=false',
    `docker://${referenceOf(name)}`,
    `oci:${layout}:it`,
  ]);
  await tool('umoci', ['unpack', '--image', `${layout}:it`, bundle]);
  return join(bundle, 'rootfs');
}

const ids = (report: Report): readonly string[] => report.findings.map(({ id }) => id);

describe('packages', () => {
  it.each(['goapp', 'nginx', 'quirks'])('of %s equal dpkg-query in its root file system', async (name) => {
    const [report, root] = await Promise.all([reportOf(name), unpack(name)]);
    const listed = await tool('dpkg-query', [
      `--admindir=${join(root, 'var/lib/dpkg')}`,
      '--show',
      `--showformat=${['Package', 'Version', 'Architecture', 'source:Package', 'source:Version', 'db:Status-Status'].map((field) => `$\{${field}}`).join(' ')}\\n`,
    ]);
    const expected = listed
      .trim()
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.replace(/ installed$/, ''));
    const found = report.packages
      .filter(({ type }) => type === 'deb')
      .map((item) =>
        [
          item.name,
          item.version,
          item.architecture,
          item.source?.name ?? item.name,
          item.source?.version ?? item.version,
        ].join(' '),
      );
    expect(expected.length).toBeGreaterThan(50);
    expect(found.sort()).toEqual(expected.sort());
  });
});

describe('what the registry says', () => {
  it.each(['goapp', 'nginx', 'quirks'])('of %s is what skopeo says', async (name) => {
    const [report, inspected] = await Promise.all([
      reportOf(name),
      tool('skopeo', ['inspect', '--tls-verify=false', `docker://${referenceOf(name)}`]),
    ]);
    const expected = JSON.parse(inspected);
    expect(report.image?.digest).toBe(expected.Digest);
    expect(report.image?.platform).toBe(`${expected.Os}/${expected.Architecture}`);
    expect(report.image?.layers.map(({ digest }) => digest)).toEqual(expected.Layers);
  });
});

describe('the bill', () => {
  it.each(['goapp', 'nginx', 'quirks'])('of %s adds up to the tars of its layers', async (name) => {
    const { image, footprint } = await reportOf(name);
    const layout = join(workshop.directory, `${name}-tars`);
    await tool('skopeo', [
      'copy',
      '--src-tls-verify=false',
      '--dest-decompress',
      `docker://${referenceOf(name)}`,
      `dir:${layout}`,
    ]);
    const manifest = JSON.parse(await readFile(join(layout, 'manifest.json'), 'utf8'));
    const tars: number[] = manifest.layers.map(({ size }: { readonly size: number }) => size);
    expect(image?.layers.map(({ tarBytes }) => tarBytes)).toEqual(tars);
    expect(footprint?.totalBytes).toBe(tars.reduce((sum, bytes) => sum + bytes, 0));
    expect((footprint?.liveBytes ?? 0) + (footprint?.wastedBytes ?? 0)).toBe(footprint?.totalBytes);
    const billed = footprint?.bill.reduce((sum, row) => sum + row.liveBytes + row.wastedBytes, 0);
    expect(billed).toBe(footprint?.totalBytes);
  });
});

describe('the Go example', () => {
  it('is seen as the large root-run compiler image that it is, with evidence', async () => {
    const report = await reportOf('goapp');
    expect(report.footprint?.totalBytes).toBeGreaterThan(500e6);
    for (const id of ['root-user', 'shells', 'package-managers', 'compilers', 'package-caches']) {
      expect(ids(report)).toContain(id);
    }
    const compilers = report.findings.find(({ id }) => id === 'compilers');
    const instruction = report.image?.instructions[compilers?.location.instruction ?? -1];
    expect(instruction?.text).toContain('apt-get install -y golang-go');
    expect(compilers?.savedBytes).toBeGreaterThan(300e6);
    const suggestion = report.suggestions[0];
    expect(suggestion?.dockerfile).toMatch(/^FROM gcr\.io\/distroless\/static-debian\d+:nonroot$/m);
    expect(suggestion?.dockerfile).toMatch(/^USER \d+/m);
  });
});

describe('layers that undo each other', () => {
  it('shows the secret that was deleted, the layer that has it, and what was shipped twice', async () => {
    const report = await reportOf('quirks');
    const secret = report.findings.find(
      ({ kind, location }) => kind === 'secret' && location.path === 'data/aws-key',
    );
    expect(report.image?.instructions[secret?.location.instruction ?? -1]?.text).toContain(
      'aws_secret_access_key',
    );
    expect(JSON.stringify(report)).not.toContain('kT5vW8yZ2bN4mQ7pR9sU1xA3cE6gH0jL5oP8tV2w"');
    expect(report.footprint?.wasted.find(({ path }) => path === 'data/aws-key')?.reason).toBe('deleted');
    // The content lives on under its hard link: nothing of it is wasted.
    expect(
      report.footprint?.wasted.some(({ path, tarBytes }) => path === 'data/original' && tarBytes > 300_000),
    ).toBe(false);
    const setuid = report.findings.filter(({ id }) => id === 'setuid-files');
    expect(setuid.flatMap(({ evidence }) => evidence.map(({ location }) => location?.path))).toContain(
      'usr/bin/env',
    );
    expect(ids(report)).not.toContain('root-user');
  });
});

/** All that may differ by the way an image came: its name, and how its layers were packed. */
function comparable(report: Report): unknown {
  const { image, footprint, findings, ...rest } = report;
  const {
    reference: _reference,
    digest: _digest,
    mediaType: _mediaType,
    layers = [],
    ...imageRest
  } = image ?? {};
  const { compressedBytes: _compressed, base, ...footprintRest } = footprint ?? {};
  return {
    ...rest,
    image: { ...imageRest, layers: layers.map(({ digest: _d, compressedBytes: _c, ...layer }) => layer) },
    footprint: { ...footprintRest, base: { ...base, compressedBytes: undefined } },
    // Whether the name says a tag is a question to the name.
    findings: findings.filter(({ id }) => id !== 'latest-tag'),
    summary: undefined,
  };
}

describe('every way to an image gives the same report', () => {
  const ways: readonly [string, (file: string) => readonly string[], (file: string) => string][] = [
    ['an OCI layout', (file) => [`oci:${file}:it`], (file) => `oci-layout:${file}:it`],
    ['an OCI archive', (file) => [`oci-archive:${file}:it`], (file) => `oci-archive:${file}`],
    [
      'a docker save archive',
      (file) => [`docker-archive:${file}:it:latest`],
      (file) => `docker-archive:${file}`,
    ],
    [
      'a layout with zstd layers',
      (file) => ['--dest-compress-format', 'zstd', `oci:${file}:it`],
      (file) => file,
    ],
  ];
  it.each(ways)('%s', async (what, destination, target) => {
    const expected = comparable(await reportOf('quirks'));
    const file = join(workshop.directory, what.replaceAll(' ', '-'));
    await tool('skopeo', [
      'copy',
      '--src-tls-verify=false',
      `docker://${referenceOf('quirks')}`,
      ...destination(file),
    ]);
    expect(comparable(await scan(target(file)))).toEqual(expected);
  });

  it('uncompressed layers from the registry', async () => {
    const layout = join(workshop.directory, 'uncompressed');
    await tool('skopeo', [
      'copy',
      '--src-tls-verify=false',
      '--dest-decompress',
      `docker://${referenceOf('quirks')}`,
      `dir:${layout}`,
    ]);
    const reference = `${workshop.registry}/quirks:uncompressed`;
    await tool('skopeo', ['copy', '--dest-tls-verify=false', `dir:${layout}`, `docker://${reference}`]);
    expect(comparable(await scan(reference))).toEqual(comparable(await reportOf('quirks')));
  });

  it('an archive on standard input', async () => {
    const file = join(workshop.directory, 'stdin.tar');
    await tool('skopeo', [
      'copy',
      '--src-tls-verify=false',
      `docker://${referenceOf('nginx')}`,
      `docker-archive:${file}`,
    ]);
    const { code, stdout, stderr } = await runImgscan(['-', '--format', 'json', '--no-cache'], {
      input: await readFile(file),
    });
    expect(code, stderr).toBe(0);
    expect(comparable(JSON.parse(stdout))).toEqual(comparable(await reportOf('nginx')));
  });
});

describe('an index', () => {
  it('is scanned for the platform asked for, or for all of them', async () => {
    // A name of its own: a list of that name may be left from a run that was stopped.
    const list = `localhost/imgscan-index-${process.pid}`;
    await tool('buildah', ['manifest', 'create', list]);
    for (const architecture of ['amd64', 'arm64']) {
      const container = (await tool('buildah', ['from', '--pull-never', 'scratch'])).trim();
      await tool('buildah', ['config', '--arch', architecture, '--cmd', `["/${architecture}"]`, container]);
      await tool('buildah', ['commit', '--rm', container, `localhost/imgscan-${architecture}`]);
      await tool('buildah', [
        'manifest',
        'add',
        '--arch',
        architecture,
        list,
        `localhost/imgscan-${architecture}`,
      ]);
    }
    const reference = `${workshop.registry}/index:latest`;
    await tool('buildah', ['manifest', 'push', '--all', '--tls-verify=false', list, `docker://${reference}`]);
    const arm = await scan(reference, '--platform', 'linux/arm64');
    expect(arm.image?.cmd).toEqual(['/arm64']);
    const all = await runImgscan([reference, '--all-platforms', '--format', 'json', '--no-cache']);
    const reports: Report[] = JSON.parse(all.stdout);
    expect(reports.map(({ image }) => image?.platform)).toEqual(['linux/amd64', 'linux/arm64']);
    const missing = await runImgscan([reference, '--platform', 'linux/s390x']);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('linux/amd64');
    await tool('buildah', ['manifest', 'rm', list]);
  });
});

describe('the cache', () => {
  it('gives the second scan the same report, and other commands the layers', async () => {
    const env = { XDG_CACHE_HOME: join(workshop.directory, 'cache') };
    const reference = referenceOf('quirks');
    const args = [reference, '--format', 'json', '--progress'];
    const first = await runImgscan(args, { env });
    const second = await runImgscan(args, { env });
    expect(first.stderr.match(/ read/g)?.length).toBeGreaterThan(3);
    expect(second.stderr).not.toContain('layer');
    expect(second.stdout).toBe(first.stdout);
    const packages = await runImgscan(['packages', reference, '--progress'], { env });
    expect(packages.stderr.match(/cached/g)?.length).toBe(first.stderr.match(/ read/g)?.length);
  });
});
