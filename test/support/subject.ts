/** A short way to write what an image rule looks at: files, config, history; the rest is as in a small Debian image. */
import { posix } from 'node:path';
import { findPrograms } from '../../src/inspect/find-programs.ts';
import type { ImageSubject } from '../../src/inspect/rule.ts';
import type {
  Account,
  DuplicateSet,
  Footprint,
  Instruction,
  LiveFile,
  LocatedEvidence,
  OwnerKind,
  WastedFile,
} from '../../src/model/footprint.ts';
import type { ImageConfig, Reference } from '../../src/model/image.ts';
import type { Entry, EntryType, Evidence } from '../../src/model/layer.ts';
import type { Package } from '../../src/model/package.ts';

export interface FileSpec {
  readonly layer?: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Length of the content, which is also what it takes in the tar. */
  readonly bytes?: number;
  readonly type?: EntryType;
  /** Makes it a symlink with this target. */
  readonly link?: string;
  /** Makes it a hard link to this path. */
  readonly hardlink?: string;
  readonly sha256?: string;
  readonly capability?: string;
  /** The package that owns it. */
  readonly package?: string;
}

/** Unions member by member, so that each kind of evidence keeps its own fields. */
type EvidenceSpec = Evidence extends infer E
  ? E extends Evidence
    ? E & { layer?: number; live?: boolean }
    : never
  : never;

export interface SubjectSpec {
  /** By path; a trailing slash makes a directory. Layer 1 unless said. */
  readonly files?: Readonly<Record<string, FileSpec>>;
  readonly config?: Partial<ImageConfig>;
  /** Instructions, `FROM ...` first; FROM, RUN, COPY and ADD make a layer each. The base is what FROM made. */
  readonly history?: readonly string[];
  /** The bottom layers that are the base's. */
  readonly baseLayers?: number;
  readonly evidence?: readonly EvidenceSpec[];
  readonly accounts?: readonly (Partial<Account> & { readonly name: string })[];
  readonly groups?: Footprint['users']['groups'];
  readonly runsAs?: Partial<Footprint['users']['runsAs']>;
  readonly entrypoint?: Partial<Footprint['entrypoint']>;
  readonly wasted?: readonly Partial<WastedFile>[];
  readonly duplicates?: readonly DuplicateSet[];
  readonly packages?: readonly Partial<Package>[];
  readonly base?: Partial<Footprint['base']>;
  readonly os?: Footprint['os'];
  readonly incomplete?: boolean;
  readonly reference?: Reference;
  readonly catalog?: Partial<ImageSubject['catalog']>;
  readonly today?: string;
  readonly platform?: ImageSubject['platform'];
}

const defaultHistory = ['FROM debian:12', 'COPY . /app'];

/** The subject, with every part that the spec leaves out filled in harmlessly. */
export function makeSubject(spec: SubjectSpec = {}): ImageSubject {
  const baseLayers = spec.baseLayers ?? 1;
  const instructions = makeInstructions(spec.history ?? defaultHistory, baseLayers);
  const config: ImageConfig = {
    user: '65532',
    env: [],
    workingDir: '/',
    exposedPorts: [],
    volumes: [],
    labels: {},
    onBuild: [],
    history: instructions.map(({ text, layer }) => ({ createdBy: text, emptyLayer: layer === undefined })),
    ...spec.config,
  };
  const root = config.user === '' || /^(?:root|0)(?::|$)/.test(config.user);
  const footprint: Footprint = {
    totalBytes: 1000,
    liveBytes: 1000,
    wastedBytes: 0,
    efficiency: 1,
    layers: instructions.flatMap(({ layer, index }) =>
      layer === undefined
        ? []
        : [
            {
              index: layer,
              diffId: `sha256:${'0'.repeat(63)}${layer}` as const,
              tarBytes: 500,
              liveBytes: 500,
              wastedBytes: 0,
              instruction: index,
              inBase: layer < baseLayers,
              complete: spec.incomplete !== true,
            },
          ],
    ),
    instructions,
    files: makeFiles(spec.files ?? {}),
    wasted: (spec.wasted ?? []).map((wasted) => ({
      path: 'big',
      layer: 0,
      tarBytes: 1_000_000,
      fileBytes: 1_000_000,
      reason: 'deleted',
      hiddenBy: 1,
      ...wasted,
    })),
    duplicates: spec.duplicates ?? [],
    bill: [],
    packages: (spec.packages ?? []).map(makePackage),
    evidence: (spec.evidence ?? []).map(
      (evidence): LocatedEvidence => ({ layer: 1, live: true, ...evidence }),
    ),
    users: {
      accounts: (spec.accounts ?? []).map((account) => ({
        uid: 1000,
        gid: 1000,
        home: '/',
        shell: '/bin/sh',
        password: 'locked',
        ...account,
      })),
      groups: spec.groups ?? [],
      runsAs: { configured: config.user, isRoot: root, ...(root ? { uid: 0, gid: 0 } : {}), ...spec.runsAs },
    },
    entrypoint: { argv: ['/app/run'], shellForm: false, ...spec.entrypoint },
    ...(spec.os === undefined ? {} : { os: spec.os }),
    base: { layers: baseLayers, evidence: 'history', tarBytes: 500, ...spec.base },
  };
  return {
    ...(spec.reference === undefined ? {} : { reference: spec.reference }),
    platform: spec.platform ?? { os: 'linux', architecture: 'amd64' },
    config,
    footprint,
    programs: findPrograms(footprint),
    catalog: { bases: [], endOfLife: [], ...spec.catalog },
    today: spec.today ?? '2026-11-23',
  };
}

function makeInstructions(texts: readonly string[], baseLayers: number): Instruction[] {
  let layers = 0;
  return texts.map((text, index) => {
    const keyword = text.split(/\s/, 1)[0] ?? 'UNKNOWN';
    const layer = /^(?:FROM|RUN|COPY|ADD)$/.test(keyword) ? layers++ : undefined;
    const inBase = (layer ?? layers - 1) < baseLayers;
    return { index, keyword, text, ...(layer === undefined ? {} : { layer }), inBase };
  });
}

function makeFiles(specs: Readonly<Record<string, FileSpec>>): Map<string, LiveFile> {
  const files = new Map<string, LiveFile>();
  for (const key of Object.keys(specs).sort()) {
    const spec = specs[key] ?? {};
    const path = key.replace(/\/$/, '');
    const entry = makeEntry(path, spec, path !== key);
    const content = spec.hardlink === undefined ? undefined : files.get(spec.hardlink)?.entry;
    const layer = spec.layer ?? 1;
    const kind: OwnerKind = layer === 0 ? 'base' : 'os-package';
    files.set(path, {
      entry,
      layer,
      ...(content === undefined ? {} : { content }),
      ...(spec.package === undefined ? {} : { owner: { kind, name: spec.package } }),
    });
  }
  return files;
}

function makeEntry(path: string, spec: FileSpec, isDirectory: boolean): Entry {
  const link = spec.link ?? spec.hardlink;
  const type =
    spec.type ??
    (isDirectory
      ? 'dir'
      : spec.link !== undefined
        ? 'symlink'
        : spec.hardlink !== undefined
          ? 'hardlink'
          : 'file');
  const isProgram = isDirectory || /(?:^|\/)s?bin$/.test(posix.dirname(path));
  const bytes = type === 'file' ? (spec.bytes ?? 10) : 0;
  return {
    path,
    type,
    mode: spec.mode ?? (isProgram ? 0o755 : 0o644),
    uid: spec.uid ?? 0,
    gid: spec.gid ?? 0,
    fileBytes: bytes,
    tarBytes: bytes,
    mtime: 0,
    ...(link === undefined ? {} : { link }),
    ...(spec.sha256 === undefined ? {} : { sha256: spec.sha256 }),
    ...(spec.capability === undefined ? {} : { capability: spec.capability }),
  };
}

function makePackage(changes: Partial<Package>): Package {
  return {
    type: 'deb',
    name: 'bash',
    version: '1',
    licenses: [],
    foundBy: 'dpkg',
    purl: 'pkg:deb/debian/bash@1',
    path: 'var/lib/dpkg/status',
    layer: 1,
    liveBytes: 1000,
    inBase: false,
    ...changes,
  };
}
