/** Maven groups of archives without their poms, against the repository that they are from: precision and recall. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogTree } from './support/inventory.ts';
import { tool } from './support/tool.ts';

/** None of them was looked at when the tables of groups were made. */
const dependencies = [
  'io.helidon.webserver:helidon-webserver:4.0.8',
  'net.sf.saxon:Saxon-HE:12.4',
  'org.apache.solr:solr-core:9.6.0',
  'org.axonframework:axon-configuration:4.9.3',
  'org.springframework.boot:spring-boot-starter-data-jpa:3.2.5',
  'org.springframework.boot:spring-boot-starter-webflux:3.2.5',
];

let directory: string;
let jars: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-groups-'));
  jars = join(directory, 'jars');
  await mkdir(jars);
  const items = dependencies.map((item) => {
    const [group, artifact, version] = item.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const head =
    '<modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>';
  await writeFile(
    join(directory, 'pom.xml'),
    `<project>${head}<dependencies>${items.join('')}</dependencies></project>`,
  );
  const goals = ['dependency:copy-dependencies', 'dependency:list', '-DincludeScope=runtime'];
  const outputs = [`-DoutputDirectory=${jars}`, '-DoutputFile=list.txt'];
  await tool('mvn', ['-q', '-B', ...goals, ...outputs], { cwd: directory });
}, 180_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

it('groups by names, manifests and classes alone', async () => {
  const list = await readFile(join(directory, 'list.txt'), 'utf8');
  const listed = list.split('\n').flatMap((line) => {
    const parts = line.trim().split(':');
    const [group = '', artifact, type, version] = parts;
    // Those of one platform have a further part, and no classes.
    return parts.length === 5 && type === 'jar' ? [{ group, file: `${artifact}-${version}.jar` }] : [];
  });
  expect(listed.length).toBeGreaterThan(100);
  const bare = join(directory, 'bare');
  await cp(jars, bare, { recursive: true });
  for (const { file } of listed) {
    // It ends with 12 where an archive has none of them.
    await tool('sh', ['-c', 'zip -q -d "$0" "META-INF/maven/*" || test $? = 12', join(bare, file)]);
  }
  let told = 0;
  let right = 0;
  for (const { group, file } of listed) {
    const [own] = catalogTree([join(bare, file)], ['java-archive']);
    if (own?.namespace === undefined) continue;
    told += 1;
    expect(own.guessed).toBe('namespace');
    if (own.namespace === group) right += 1;
    else process.stdout.write(`  ${file}: ${own.namespace} instead of ${group}\n`);
  }
  const precision = right / told;
  const recall = right / listed.length;
  process.stdout.write(
    `maven (group, no pom) | mvn dependency:list | ${listed.length} | ${told} | ${precision.toFixed(3)} | ${recall.toFixed(3)}\n`,
  );
  // A publisher with a group for each of its folders costs most of the rest: the classes tell its domain alone.
  expect(precision).toBeGreaterThan(0.8);
  expect(recall).toBeGreaterThan(0.75);
});
