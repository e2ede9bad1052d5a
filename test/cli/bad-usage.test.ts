import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { jsonBytes, makeImage } from '../support/image.ts';
import { makeTar } from '../support/layer.ts';
import { type BadInput, expectRefusal, type Home, makeHome } from './harness.ts';

/** `{image}` is one that can be scanned. */
const options: readonly BadInput[] = [
  ['no image', '', 2, ['expected an image, found an empty name']],
  ['two images', '{image} nginx', 2, ['too many arguments']],
  ['capitals in a reference', 'ghcr.io/Owner/app', 2, ['ghcr.io/Owner/app\n', /\n {12}\^/]],
  ['bad tag', 'nginx:la$test', 2, ['nginx:la$test\n', /\n {12}\^/]],
  ['bad digest', 'nginx@sha256:12', 2, ['nginx@sha256:12\n', '^']],
  ['scheme of a URL', 'https://nginx', 2, ['unknown scheme https:', 'a registry reference has none']],
  ['unknown scheme', 'tarball:./x.tar', 2, ['unknown scheme tarball:', 'docker-archive:', 'oci-layout:']],
  ['unknown option', '{image} --fial-on high', 2, ["unknown option '--fial-on'", '--fail-on']],
  ['option without its value', '{image} --platform', 2, ['--platform <os/arch>', 'argument missing']],
  ['unknown format', '{image} -f xml', 2, ['unknown format "xml"', 'cyclonedx', 'spdx, table']],
  ['two formats for one output', '{image} -f json -f table', 2, ['2 formats for standard output']],
  ['misspelt --fail-on', '{image} --fail-on hihg', 2, ['--fail-on "hihg"', 'critical, high']],
  ['--platform nonsense', '{image} -p amiga/68k', 2, ['"amiga/68k"', 'linux/amd64']],
  ['one platform and all', '{image} -p linux/amd64 --all-platforms', 2, ['--all-platforms exclude']],
  ['--username alone', '{image} --username me', 2, ['--username and --password-stdin go together']],
  ['--password-stdin alone', '{image} --password-stdin', 2, ['go together'], 'secret'],
  ['empty password', '{image} --username me --password-stdin', 2, ['standard input is empty']],
  ['--cert alone', '{image} --cert a.pem', 2, ['--cert and --key go together']],
  ['missing --ca-file', 'localhost:1/app --ca-file {home}/ca.pem', 2, ['{home}/ca.pem']],
  ['--mirror of nothing', '{image} --mirror example.com', 2, ['--mirror "example.com"', 'REGISTRY=MIRROR']],
  ['--output to nowhere', '{image} -o {home}/no/report.json', 2, ['{home}/no/report.json', 'ENOENT']],
  ['--output to a folder', '{image} -o {home}/empty', 2, ['{home}/empty', 'EISDIR']],
  ['missing --dockerfile', '{image} --dockerfile {home}/None', 2, ['{home}/None', 'ENOENT']],
  ['unknown format of packages', 'packages {image} -f xml', 2, ['"xml"', 'table, json, purl']],
  ['no layer', 'packages {image} --layer 0', 2, ['--layer "0"', 'from 1 on']],
  ['packages of nothing', 'packages', 2, ["missing required argument 'image'"]],
  ['diff of one', 'diff {image}', 2, ["missing required argument 'after'"]],
  ['unknown format of diff', 'diff {image} {image} -f xml', 2, ['"xml"', 'table, json']],
  ['diff with a file that is no report', 'diff {image} {home}/notes.json', 4, ['{home}/notes.json', 'sbom:']],
  ['missing SBOM', 'sbom:{home}/none.json', 3, ['sbom:{home}/none.json', 'no such file']],
  ['folder as an SBOM', 'sbom:{home}/empty', 2, ['sbom:{home}/empty', 'a directory']],
  ['SBOM that is none', 'sbom:{home}/notes.json', 4, ['sbom:{home}/notes.json', 'CycloneDX']],
  ['unknown command of cache', 'cache empty', 2, ["'empty'"]],
];

const files: readonly BadInput[] = [
  ['missing file', '{home}/none.tar', 3, ['{home}/none.tar']],
  ['missing file of a scheme', 'docker-archive:{home}/none.tar', 3, ['{home}/none.tar']],
  ['folder that is no layout', '{home}/empty', 2, ['{home}/empty', 'oci-layout', 'rootfs:']],
  ['folder that is no layout by its scheme', 'oci-layout:{home}/empty', 4, ['{home}/empty', 'oci-layout']],
  ['text', '{home}/notes.txt', 2, ['{home}/notes.txt', 'image archive']],
  ['text by a scheme', 'oci-archive:{home}/notes.txt', 4, ['{home}/notes.txt']],
  ['archive of something else', '{home}/plain.tar', 4, ['{home}/plain.tar', 'manifest.json', 'rootfs:']],
  ['archive cut in the middle', '{home}/cut.tar', 4, ['{home}/cut.tar']],
  ['gzip cut in the middle', '{home}/cut.tar.gz', 4, ['{home}/cut.tar.gz', 'gzip']],
  ['noise that starts as gzip', '{home}/noise.gz', 4, ['{home}/noise.gz', 'gzip']],
  ['manifest.json that is no JSON', '{home}/bad.tar', 4, ['{home}/bad.tar', 'manifest.json', 'JSON']],
  ['tag that an archive has not', 'docker-archive:{image}:b:2', 3, ['b:2', 'a:1']],
  ['empty standard input', '-', 4, ['stdin', 'found nothing', 'docker save']],
  ['noise on standard input', '-', 4, ['stdin'], 'hello'],
];

let home: Home;
let words: Record<string, string>;

beforeAll(async () => {
  home = await makeHome();
  const tar = await makeTar({ 'app/run': 'x'.repeat(20_000) });
  const archive = await makeTar({
    'manifest.json': jsonBytes([{ Config: 'config.json', RepoTags: ['a:1'], Layers: ['layer.tar'] }]),
    'config.json': makeImage({ contents: [tar] }).config,
    'layer.tar': tar,
  });
  const content: Readonly<Record<string, string | Buffer>> = {
    'image.tar': archive,
    'cut.tar': archive.subarray(0, -9_000),
    'cut.tar.gz': gzipSync(archive).subarray(0, 300),
    'noise.gz': Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0), Buffer.alloc(600, 7)]),
    'notes.txt': 'buy milk\n',
    'notes.json': '{"milk":2}',
    'plain.tar': tar,
    'bad.tar': await makeTar({ 'manifest.json': '[{"Config":' }),
  };
  await mkdir(join(home.path, 'empty'));
  for (const [name, bytes] of Object.entries(content)) await writeFile(join(home.path, name), bytes);
  words = { image: join(home.path, 'image.tar') };
});

afterAll(() => home.remove());

describe('a command line with', () => {
  for (const row of options) it(row[0], () => expectRefusal(home, row, words));
});

describe('a file that is', () => {
  for (const row of files) it(row[0], () => expectRefusal(home, row, words));
});
