/** Java archives and runtimes against Maven, jar, jlink and java: ecosystem | tool | packages by tool | found | precision | recall. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PackageRecord } from '../../src/model/package.ts';
import { catalogTree, expectInventory } from './support/inventory.ts';
import { tool } from './support/tool.ts';

const dependencies = [
  'org.springframework.boot:spring-boot-starter-web:3.2.5',
  'com.google.guava:guava:33.2.0-jre',
  'org.postgresql:postgresql:42.7.3',
  'org.hibernate.orm:hibernate-core:6.4.4.Final',
  'com.squareup.okhttp3:okhttp:4.12.0',
  'org.apache.kafka:kafka-clients:3.7.0',
  'org.bouncycastle:bcprov-jdk18on:1.78',
];

const name = (item: PackageRecord) => `${item.namespace ?? ''}:${item.name}:${item.version}`;
const find = (directory: string) => catalogTree([directory], ['java-archive']);

let directory = '';
let libraries = '';
let listed: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-java-'));
  libraries = join(directory, 'target/dependency');
  const xml = dependencies.map((item) => {
    const [group, artifact, version] = item.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const head =
    '<modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>';
  await writeFile(
    join(directory, 'pom.xml'),
    `<project>${head}<dependencies>${xml.join('')}</dependencies></project>`,
  );
  const goals = [
    'dependency:copy-dependencies',
    'dependency:list',
    '-DincludeScope=runtime',
    '-DoutputFile=list.txt',
  ];
  await tool('mvn', ['-q', '-B', ...goals], { cwd: directory });
  listed = (await readFile(join(directory, 'list.txt'), 'utf8')).split('\n').flatMap((line) => {
    const [group, artifact, , version] = line.trim().split(':');
    return version === undefined ? [] : [`${group}:${artifact}:${version}`];
  });
}, 180_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

it('maven: jars as mvn dependency:list says', () => {
  expect(listed.length).toBeGreaterThan(50);
  expectInventory('maven (jar)', 'mvn dependency:list', listed, find(libraries).map(name));
});

it.each([
  ['war, compressed', 'cMf', 'app.war', 'WEB-INF/lib'],
  ['fat jar, stored', 'c0Mf', 'app.jar', 'BOOT-INF/lib'],
])('maven: %s', async (what, mode, file, folder) => {
  const stage = join(directory, file, 'stage');
  const out = join(directory, file, 'out');
  await mkdir(join(stage, folder), { recursive: true });
  await mkdir(out);
  await tool('cp', ['-r', `${libraries}/.`, join(stage, folder)]);
  await tool('jar', [mode, join(out, file), '-C', stage, '.']);
  const found = find(out);
  for (const { inside } of found) expect(inside).toMatch(new RegExp(`^${folder}/[^/]+\\.jar$`));
  expectInventory(`maven (${what})`, 'mvn dependency:list', listed, found.map(name));
});

it('maven: shaded, as its own and the unpacked archives say', async () => {
  const stage = join(directory, 'shaded/stage');
  const out = join(directory, 'shaded/out');
  await mkdir(stage, { recursive: true });
  await mkdir(out);
  for (const file of ['guava-33.2.0-jre.jar', 'snakeyaml-2.2.jar', 'logback-core-1.4.14.jar']) {
    await tool('jar', ['xf', join(libraries, file)], { cwd: stage });
  }
  await rm(join(stage, 'META-INF/MANIFEST.MF'));
  await tool('jar', ['cf', join(out, 'snakeyaml-2.2.jar'), '-C', stage, '.']);
  const expected = listed.filter((item) => /:(?:guava|snakeyaml|logback-core):/.test(item));
  expectInventory('maven (shaded)', 'mvn dependency:list', expected, find(out).map(name));
});

it('java: release files of a JDK and of what jlink makes, as java says', async () => {
  const settings = async (java: string) =>
    // It goes to standard error.
    tool('sh', ['-c', '"$0" -XshowSettings:properties -version 2>&1', java]);
  const versionOf = (text: string) => /^\s*java\.version = (\S+)$/m.exec(text)?.[1] ?? '';
  const home = /^\s*java\.home = (\S+)$/m.exec(await settings('java'))?.[1] ?? '';
  const small = join(directory, 'jre');
  await tool('jlink', ['--add-modules', 'java.base', '--output', small]);
  expect(await readdir(small)).toContain('release');
  const expected = [
    versionOf(await settings(join(home, 'bin/java'))),
    versionOf(await settings(join(small, 'bin/java'))),
  ];
  const found = [home, small].flatMap((path) =>
    catalogTree([path], ['java-runtime']).map(({ version }) => version),
  );
  expect(found).toEqual(expected);
  expectInventory('java runtime', 'java -XshowSettings', expected, found);
}, 60_000);
