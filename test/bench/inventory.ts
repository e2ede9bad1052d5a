/**
 * The image of the inventory bench, made once by real tools and kept in the temporary directory: on Debian an application's
 * node_modules, two hundred jars of Maven Central and fifty Go programs; and one Go program of 200 MB.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from '../e2e/support/tool.ts';
import { openWorkshop } from '../e2e/support/workshop.ts';

/** About 20,000 files. */
const npmPackages = [
  '@aws-sdk/client-s3@3.583.0',
  'date-fns@3.6.0',
  'eslint@8.57.0',
  'express@4.19.2',
  'jest@29.7.0',
  'lodash@4.17.21',
  'react-dom@18.3.1',
  'react@18.3.1',
  'rxjs@7.8.1',
  'webpack@5.91.0',
] as const;

const mavenPackages = [
  'com.azure:azure-identity:1.12.0',
  'com.google.cloud:google-cloud-storage:2.37.0',
  'org.apache.camel:camel-core:4.5.0',
  'org.apache.spark:spark-core_2.12:3.5.1',
] as const;
const jarCount = 200;

/** Import path and a use of it that the linker keeps; every program has some of them. */
const goImports = [
  ['net/http', 'http.Get'],
  ['encoding/json', 'json.Marshal'],
  ['html/template', 'template.New'],
  ['go/parser', 'parser.ParseFile'],
  ['github.com/spf13/cobra', 'cobra.NoArgs'],
  ['gopkg.in/yaml.v3', 'yaml.Marshal'],
  ['golang.org/x/net/http2', 'http2.ConfigureServer'],
] as const;
const goRequires = ['github.com/spf13/cobra v1.8.0', 'gopkg.in/yaml.v3 v3.0.1', 'golang.org/x/net v0.25.0'];
const goCount = 50;
const largeBytes = 200 * 1024 * 1024;

export interface InventoryLayouts {
  /** OCI layouts. */
  readonly image: string;
  readonly binary: string;
}

const imageFile = `FROM localhost/imgscan-debian
COPY node_modules /app/node_modules
COPY jars /opt/app/lib
COPY bin /usr/local/bin
`;
const binaryFile = 'FROM scratch\nCOPY large /large\n';

/** Some minutes the first time, and the network; afterwards nothing. */
export async function inventoryLayouts(): Promise<InventoryLayouts> {
  const kept = join(tmpdir(), 'imgscan-bench-inventory');
  const layouts = { image: join(kept, 'image'), binary: join(kept, 'binary') };
  if (existsSync(kept)) return layouts;
  const workshop = await openWorkshop();
  try {
    const context = (name: string): string => join(workshop.directory, `context-${name}`);
    await makeModules(context('bench-inventory'));
    await makeJars(context('bench-inventory'));
    await makePrograms(context('bench-inventory'), context('bench-binary'));
    const made = join(workshop.directory, 'layouts');
    await mkdir(made);
    for (const [name, dockerfile] of [
      ['image', imageFile],
      ['binary', binaryFile],
    ] as const) {
      const image = await workshop.build(name === 'image' ? 'bench-inventory' : 'bench-binary', dockerfile);
      await tool('skopeo', ['copy', `containers-storage:${image}`, `oci:${join(made, name)}:it`]);
    }
    // In one step, so that what is there is whole.
    await rename(made, kept);
    return layouts;
  } finally {
    await workshop.close();
  }
}

async function makeModules(context: string): Promise<void> {
  await mkdir(context, { recursive: true });
  await writeFile(join(context, 'package.json'), '{}');
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  await tool('npm', ['install', ...quiet, ...npmPackages], { cwd: context });
}

async function makeJars(context: string): Promise<void> {
  const dependencies = mavenPackages.map((item) => {
    const [group, artifact, version] = item.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  const head =
    '<modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>';
  await writeFile(
    join(context, 'pom.xml'),
    `<project>${head}<dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  const jars = join(context, 'jars');
  await tool('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], {
    cwd: context,
  });
  for (const name of (await readdir(jars)).sort().slice(jarCount)) await rm(join(jars, name));
}

/** Fifty programs of different libraries; and one that carries 200 MB, as those with their assets inside do. */
async function makePrograms(context: string, largeContext: string): Promise<void> {
  const module = join(context, 'go');
  await mkdir(join(context, 'bin'));
  await mkdir(largeContext, { recursive: true });
  const programs = Array.from({ length: goCount }, (_, number) => `program-${number}`);
  for (const [number, name] of programs.entries()) {
    const used = goImports.filter((_, bit) => ((number + 1) >> bit) % 2 === 1);
    const lines = used.map(([path]) => `import ${JSON.stringify(path)}`);
    const kept = used.map(([, use]) => `${use}, `).join('');
    await mkdir(join(module, name), { recursive: true });
    await writeFile(
      join(module, name, 'main.go'),
      `package main\n\n${lines.join('\n')}\n\nfunc main() { println(len([]any{${kept}})) }\n`,
    );
  }
  await mkdir(join(module, 'large'));
  await writeFile(join(module, 'large/assets'), randomBytes(largeBytes));
  await writeFile(
    join(module, 'large/main.go'),
    'package main\n\nimport _ "embed"\n\n//go:embed assets\nvar assets string\n\nfunc main() { println(len(assets)) }\n',
  );
  const requires = goRequires.map((line) => `require ${line}\n`).join('');
  await writeFile(join(module, 'go.mod'), `module example.com/bench\n\ngo 1.22\n\n${requires}`);
  await tool('go', ['mod', 'tidy'], { cwd: module });
  await tool('go', ['build', '-o', join(context, 'bin'), ...programs.map((name) => `./${name}`)], {
    cwd: module,
  });
  await tool('go', ['build', '-o', join(largeContext, 'large'), './large'], { cwd: module });
}
