/** The demo image: `FROM debian`, a compiler, a source file, a build, and a command that runs as root. */
import { digestOf } from '../oci/digest.ts';
import { mediaTypes } from '../oci/media-type.ts';
import { baseFiles, buildFiles, compilerFiles, sourceFiles } from './files.ts';
import { packLayer } from './layer.ts';
import type { ServedRepository } from './registry.ts';

const buildkit = 'buildkit.dockerfile.v0';
const run = 'RUN |1 DEBIAN_FRONTEND=noninteractive /bin/sh -c';

/** History as BuildKit writes it, above the two lines of Debian's own image; a step with files makes a layer. */
const steps = [
  {
    created: '2023-06-12T00:00:00Z',
    created_by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1686528000'",
    comment: 'debuerreotype 0.15',
    files: baseFiles,
  },
  { created: '2023-06-12T00:00:00Z', created_by: 'CMD ["bash"]', comment: 'debuerreotype 0.15' },
  { created: '2026-11-01T10:00:00Z', created_by: 'ARG DEBIAN_FRONTEND=noninteractive', comment: buildkit },
  {
    created: '2026-11-01T10:01:00Z',
    created_by: `${run} apt-get update && apt-get install -y golang-go # buildkit`,
    comment: buildkit,
    files: compilerFiles,
  },
  {
    created: '2026-11-01T10:01:01Z',
    created_by: 'COPY app.go . # buildkit',
    comment: buildkit,
    files: sourceFiles,
  },
  {
    created: '2026-11-01T10:01:09Z',
    created_by: `${run} CGO_ENABLED=0 go build app.go # buildkit`,
    comment: buildkit,
    files: buildFiles,
  },
  { created: '2026-11-01T10:01:09Z', created_by: 'CMD ["./app"]', comment: buildkit },
] as const;

/** Builds it in memory, as a registry would serve it under `repository:latest`. */
export async function makeDemoImage(repository: string): Promise<ServedRepository> {
  const layers = await Promise.all(
    steps.flatMap((step) => ('files' in step ? [packLayer(step.files, new Date(step.created))] : [])),
  );
  const config = Buffer.from(
    JSON.stringify({
      created: steps.at(-1)?.created,
      architecture: 'amd64',
      os: 'linux',
      config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['./app'] },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: steps.map(({ created, created_by, comment, ...rest }) => ({
        created,
        created_by,
        comment,
        ...('files' in rest ? {} : { empty_layer: true }),
      })),
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.length },
      layers: layers.map(({ blob, digest }) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest,
        size: blob.length,
      })),
    }),
  );
  return {
    repository,
    manifests: [{ mediaType: mediaTypes.ociManifest, bytes: manifest, tags: ['latest'] }],
    blobs: [config, ...layers.map(({ blob }) => blob)],
  };
}
