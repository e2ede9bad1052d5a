/** Which tool wrote a history entry, by the marks that each leaves there. */
import type { HistoryEntry } from '../model/image.ts';

/** `dockerfile` is every builder of Dockerfiles that leaves no name: Docker, BuildKit, buildah, podman. */
export type Builder = 'apko' | 'bazel' | 'buildpacks' | 'dockerfile' | 'jib' | 'kaniko' | 'ko' | 'nix';

const marks: readonly (readonly [Builder, RegExp])[] = [
  ['apko', /^apko\b/],
  ['bazel', /^bazel build\b/],
  // https://github.com/buildpacks/lifecycle names its layers by what they are for.
  [
    'buildpacks',
    /^(?:Buildpacks |Layer: '|Application Layer$|Application Slice: |Software Bill-of-Materials$)/,
  ],
  ['jib', /^jib\b/],
  ['ko', /^ko build\b/],
  ['nix', /^nix$/],
];

/** The tool that made one step. */
export function builderOf({ createdBy = '', author, comment = '' }: HistoryEntry): Builder {
  if (author === 'kaniko') return 'kaniko';
  if (comment.startsWith('store paths: ')) return 'nix';
  return marks.find(([, mark]) => mark.test(createdBy))?.[0] ?? 'dockerfile';
}

/**
 * The base's name where buildah and podman note it: in the comment of a build's first step, or of its last when
 * the whole build became one layer. Steps between them are noted with image ids, which name nothing.
 */
export function notedBase({ comment = '' }: HistoryEntry): string | undefined {
  if (!comment.startsWith('FROM ') || /^FROM (?:sha256:)?[0-9a-f]{12,64}$/.test(comment)) return undefined;
  return comment.slice('FROM '.length).trim() || undefined;
}

/** Builders whose layers are the application or what was put together for it, whatever path they go to. */
export function shipsApplication(builder: Builder): boolean {
  return builder === 'bazel' || builder === 'buildpacks' || builder === 'jib' || builder === 'ko';
}
