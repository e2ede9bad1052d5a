import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** What each folder or top-level file of src may import of the others. Nothing else is allowed; nothing is implied. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  'errors.ts': [],
  oci: ['errors.ts', 'model'],
  version: ['model'],
  dockerfile: ['errors.ts', 'model'],
  'release.ts': [],
  cache: ['errors.ts', 'model'],
  layer: ['cache', 'errors.ts', 'model', 'release.ts'],
  cataloger: ['detector', 'model', 'sbom'],
  sbom: ['model'],
  detector: ['model'],
  report: ['model'],
  registry: ['errors.ts', 'model', 'oci', 'release.ts'],
  // An archive is a tar, and may be compressed: layer reads both, from bytes, without I/O.
  source: ['errors.ts', 'layer', 'model', 'oci', 'registry'],
  // Base names are references.
  footprint: ['model', 'oci'],
  // Feeds are fetched as images are: by the same connections, and spooled the same.
  advisory: ['errors.ts', 'model', 'registry', 'source', 'version'],
  // Secrets in ENV, history and labels are told by the same patterns as in files.
  inspect: ['detector', 'dockerfile', 'errors.ts', 'footprint', 'model'],
  lint: ['detector', 'dockerfile', 'errors.ts', 'model'],
  // What a build would use: files that name Dockerfiles, the context, the bases.
  build: ['dockerfile', 'errors.ts', 'lint', 'model', 'oci', 'registry', 'sbom', 'source'],
  lsp: ['dockerfile', 'errors.ts', 'lint', 'model'],
  'advise-base.ts': ['advisory', 'build', 'footprint', 'layer', 'lint', 'model'],
  'review.ts': ['inspect', 'lint', 'model', 'report'],
  rewrite: ['dockerfile', 'footprint', 'model'],
  // The only folder that has images built and run, by others' programs.
  proof: ['errors.ts', 'footprint', 'model', 'report', 'rewrite'],
  'read-layers.ts': ['cache', 'cataloger', 'detector', 'errors.ts', 'footprint', 'layer', 'model'],
  'read-attached.ts': ['errors.ts', 'exception', 'footprint', 'model', 'sbom'],
  'scan.ts': [
    'advisory',
    'errors.ts',
    'exception',
    'footprint',
    'inspect',
    'layer',
    'model',
    'oci',
    'read-attached.ts',
    'read-layers.ts',
    'report',
    'rewrite',
  ],
  'recall.ts': ['cache', 'exception', 'model', 'scan.ts'],
  diff: ['model', 'report'],
  // Exceptions are taken out of a report, whose sums change with that; packages are named by purl.
  exception: ['errors.ts', 'model', 'report', 'sbom'],
  'scan-sbom.ts': ['advisory', 'errors.ts', 'inspect', 'model', 'report', 'sbom'],
  demo: ['model', 'oci'],
  cli: [
    'cache',
    'recall.ts',
    'advise-base.ts',
    'advisory',
    'build',
    'diff',
    'errors.ts',
    'exception',
    'inspect',
    'layer',
    'lint',
    'lsp',
    'model',
    'oci',
    'proof',
    'read-layers.ts',
    'registry',
    'report',
    'review.ts',
    'rewrite',
    'scan-sbom.ts',
    'scan.ts',
    'source',
  ],
};

/** From pure folders, single modules of another are allowed where the whole folder would be too much. */
const allowedModules: Readonly<Record<string, readonly RegExp[]>> = {
  'advisory>registry': [/^registry\/(?:error|proxy|redirect|retry|tls|transport)\.ts$/],
  'advisory>source': [/^source\/(?:spool|tar-writer)\.ts$/],
  // SBOMs that are kept beside a base; its layers are never read.
  'build>source': [/^source\/registry-attached\.ts$/],
  'build>sbom': [/^sbom\/attached\.ts$/],
  'source>layer': [/^layer\/(?:decompress|path|tar|tar-header|pax)\.ts$/],
  'proof>report': [/^report\/text\.ts$/],
  'proof>rewrite': [/^rewrite\/suggester\.ts$/],
  'exception>report': [/^report\/(?:assemble|packages\/glob)\.ts$/],
  'exception>sbom': [/^sbom\/purl\.ts$/],
  'inspect>detector': [/^detector\/secret-text\.ts$/],
  'lint>detector': [/^detector\/secret-text\.ts$/],
  // Binaries are read as they stream, whoever asks.
  'cataloger>detector': [/^detector\/(?:blocks|elf|ranges)\.ts$/],
};

/** What only some places may import or name. */
const reserved: readonly {
  readonly what: string;
  readonly imports?: RegExp;
  readonly text?: RegExp;
  readonly only: RegExp;
}[] = [
  {
    what: 'sockets',
    imports: /^(?:node:(?:http|https|http2|net|tls|dgram)|undici)$/,
    only: /^(?:registry\/|source\/docker-|demo\/)/,
  },
  {
    what: 'processes',
    imports: /^node:child_process$/,
    only: /^(?:build\/script-checker\.ts|proof\/command\.ts|registry\/credential-helper\.ts|demo\/main\.ts)$/,
  },
  {
    what: 'the file system',
    imports: /^node:fs(?:\/promises)?$/,
    // The layer cache is layer's; advisory reads the feed and the catalog that come with the program.
    only: /^(?:build\/|cli\/|proof\/workshop\.ts|source\/|registry\/(?:tls|credential-store)\.ts|cache\/files\.ts|advisory\/(?:bundled|catalog)\.ts|advisory\/(?:artifact|store|update)\/)/,
  },
  // platform.ts takes the host's architecture as a default that callers can give.
  // A lock names its holder.
  {
    what: 'the process',
    text: /\bprocess\.\w/,
    only: /^(?:cli\/|demo\/main\.ts$|oci\/platform\.ts$|proof\/command\.ts$|advisory\/store\/lock\.ts$)/,
  },
  { what: 'the console', text: /\bconsole\.\w/, only: /^$/ },
  // Rules, folds and reports give the same answer for the same image, always.
  {
    what: 'clock and chance',
    text: /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/,
    only: /^(?:cli\/|registry\/retry\.ts$|cache\/files\.ts$|advisory\/store\/lock\.ts$)/,
  },
];

/** Lists of plug-ins: what they name stands alone. A plug-in may use shared modules of its folder, no sibling. */
const pluginLists: readonly string[] = [
  'cataloger',
  'detector',
  'inspect',
  'lint',
  'report',
  'rewrite',
  'version',
];

interface Module {
  /** Below src: `oci/reference.ts`. */
  readonly path: string;
  readonly text: string;
  /** As written: `./digest.ts`, `node:fs`. */
  readonly specifiers: readonly string[];
  /** Modules of src. */
  readonly imports: readonly string[];
  /** Without those of types alone, which are gone at run time. */
  readonly valueImports: readonly string[];
}

const statement = /^(?:import|export)\s(?<what>[^'";]*?\sfrom\s+)?'(?<specifier>[^']+)'/gm;
const dynamic = /\bimport\('(?<specifier>[^']+)'\)/g;

function readModule(path: string): Module {
  const text = readFileSync(join(root, path), 'utf8');
  const found = [...text.matchAll(statement), ...text.matchAll(dynamic)].map(({ groups }) => ({
    specifier: groups?.['specifier'] ?? '',
    isType: /^type\s/.test(groups?.['what'] ?? ''),
  }));
  const resolve = (list: typeof found) =>
    list
      .filter(({ specifier }) => specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map(({ specifier }) => posix.join(posix.dirname(path), specifier));
  return {
    path,
    text,
    specifiers: found.map(({ specifier }) => specifier),
    imports: resolve(found),
    valueImports: resolve(found.filter(({ isType }) => !isType)),
  };
}

const modules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map(readModule);
const areaOf = (path: string): string => path.split('/', 1)[0] ?? path;

describe('the architecture', () => {
  it('has a row for every folder, and no row that is of no use', () => {
    expect([...new Set(modules.map(({ path }) => areaOf(path)))].sort()).toEqual(Object.keys(allowed).sort());
    const used = new Set(
      modules.flatMap(({ path, imports }) => imports.map((other) => `${areaOf(path)}>${areaOf(other)}`)),
    );
    const edges = Object.entries(allowed).flatMap(([area, others]) =>
      others.map((other) => `${area}>${other}`),
    );
    expect(edges.filter((edge) => !used.has(edge))).toEqual([]);
  });

  it.each(Object.keys(allowed))('%s imports only what it may', (area) => {
    const wrong = modules
      .filter(({ path }) => areaOf(path) === area)
      .flatMap(({ path, imports }) =>
        imports
          .filter((other) => areaOf(other) !== area)
          .filter((other) => {
            const only = allowedModules[`${area}>${areaOf(other)}`];
            return !allowed[area]?.includes(areaOf(other)) || only?.every((pattern) => !pattern.test(other));
          })
          .map((other) => `${path} -> ${other}`),
      );
    expect(wrong).toEqual([]);
  });

  it.each(reserved)('$what: only where it belongs', ({ imports, text, only }) => {
    const wrong = modules
      .filter(({ path }) => !only.test(path))
      .filter(
        (module) =>
          (imports !== undefined && module.specifiers.some((specifier) => imports.test(specifier))) ||
          text?.test(withoutComments(module.text)) === true,
      );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it.each(pluginLists)('no plug-in of %s imports a sibling', (folder) => {
    const list = modules.find(({ path }) => path === `${folder}/list.ts`);
    const plugins = new Set(list?.valueImports.filter((path) => areaOf(path) === folder));
    expect(plugins.size).toBeGreaterThan(1);
    const wrong = modules
      .filter(({ path }) => plugins.has(path))
      .flatMap(({ path, imports }) =>
        imports.filter((other) => plugins.has(other)).map((other) => `${path} -> ${other}`),
      );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(cycles(new Map(modules.map(({ path, valueImports }) => [path, valueImports])))).toEqual([]);
  });

  it('has no file longer than 300 lines, and each opens with what it is for', () => {
    expect(
      modules.filter(({ text }) => text.trimEnd().split('\n').length > 300).map(({ path }) => path),
    ).toEqual([]);
    const silent = modules.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*\s+(?:\*\s+)?[A-Za-z`-]/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('is read by this test as it is written', () => {
    const reference = modules.find(({ path }) => path === 'oci/reference.ts');
    expect(reference?.imports).toEqual(['errors.ts', 'model/image.ts', 'oci/digest.ts']);
    expect(reference?.valueImports).toEqual(['errors.ts', 'oci/digest.ts']);
    const program = modules.find(({ path }) => path === 'cli/program.ts');
    expect(program?.imports).toContain('cli/command/image.ts');
    expect(
      cycles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b -> c -> b']);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<![:'"`\\/])\/\/.*$/gm, '');
}

/** One line per way back to a module that is being visited. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
