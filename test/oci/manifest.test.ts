import { describe, expect, it } from 'vitest';
import { decodeManifest, maxManifestBytes, requireImage } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { failureOf } from '../support/failure.ts';
import { describeBytes, jsonBytes, makeImage, makeIndex } from '../support/image.ts';

const image = makeImage();
const { config, layers } = JSON.parse(image.manifest.toString());

describe('decodeManifest tells the kind', () => {
  const rows: readonly (readonly [string, unknown, string, string, string])[] = [
    ['OCI manifest', JSON.parse(image.manifest.toString()), '', 'image', mediaTypes.ociManifest],
    [
      'Docker manifest by its header',
      { schemaVersion: 2, config, layers },
      mediaTypes.dockerManifest,
      'image',
      mediaTypes.dockerManifest,
    ],
    [
      'header with parameters',
      { config, layers },
      `${mediaTypes.ociManifest}; charset=utf-8`,
      'image',
      mediaTypes.ociManifest,
    ],
    [
      'no type at all',
      { schemaVersion: 2, config, layers },
      'application/json',
      'image',
      mediaTypes.ociManifest,
    ],
    ['OCI index', { mediaType: mediaTypes.ociIndex, manifests: [] }, '', 'index', mediaTypes.ociIndex],
    [
      'Docker index by its header',
      { manifests: [] },
      mediaTypes.dockerIndex,
      'index',
      mediaTypes.dockerIndex,
    ],
    [
      'index without type',
      { schemaVersion: 2, manifests: null, mediaType: mediaTypes.ociIndex },
      '',
      'index',
      mediaTypes.ociIndex,
    ],
    [
      'schema 1',
      { schemaVersion: 1, fsLayers: [] },
      mediaTypes.dockerSchema1Signed,
      'schema1',
      mediaTypes.dockerSchema1Signed,
    ],
    [
      'schema 1 without type',
      { schemaVersion: 1, fsLayers: [] },
      'text/plain',
      'schema1',
      mediaTypes.dockerSchema1,
    ],
    [
      'artifact manifest',
      { mediaType: mediaTypes.ociArtifact, blobs: [] },
      '',
      'artifact',
      mediaTypes.ociArtifact,
    ],
  ];
  for (const [name, document, header, kind, mediaType] of rows) {
    it(name, () => {
      expect(decodeManifest(jsonBytes(document), header)).toMatchObject({ kind, mediaType });
    });
  }

  it('keeps what descriptors say', () => {
    const platform = { os: 'linux', architecture: 'arm', variant: 'v7', 'os.version': '' };
    const index = decodeManifest(
      makeIndex([{ ...image.descriptor, platform, annotations: { a: 'b' }, urls: null }]),
      '',
    );
    expect(index).toMatchObject({
      manifests: [
        {
          digest: image.digest,
          sizeBytes: image.manifest.length,
          platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
          annotations: { a: 'b' },
          urls: [],
        },
      ],
    });
  });
});

describe('decodeManifest refuses', () => {
  const descriptor = describeBytes(Buffer.from('x'), 'text/plain');
  const rows: readonly (readonly [string, Uint8Array, string, string, string])[] = [
    ['no JSON', Buffer.from('{'), '', 'MANIFEST_INVALID', 'expected JSON'],
    [
      'JSON that is no manifest',
      jsonBytes({ errors: [] }),
      'application/json',
      'MANIFEST_INVALID',
      'neither layers',
    ],
    [
      'both kinds in one',
      jsonBytes({ config, layers, manifests: [] }),
      mediaTypes.ociManifest,
      'MANIFEST_INVALID',
      'both',
    ],
    ['header and field at odds', image.manifest, mediaTypes.ociIndex, 'MANIFEST_INVALID', 'served as'],
    [
      'a negative length',
      jsonBytes({ config: { ...descriptor, size: -1 }, layers }),
      '',
      'MANIFEST_INVALID',
      'config.size',
    ],
    [
      'a fractional length',
      jsonBytes({ config: { ...descriptor, size: 1.5 }, layers }),
      '',
      'MANIFEST_INVALID',
      'config.size',
    ],
    [
      'a length past safe integers',
      jsonBytes({ config: { ...descriptor, size: 2 ** 60 }, layers }),
      '',
      'MANIFEST_INVALID',
      'config.size',
    ],
    [
      'a bad digest',
      jsonBytes({ config, layers: [{ ...descriptor, digest: 'sha256:../../x' }] }),
      '',
      'MANIFEST_INVALID',
      'layers.0.digest',
    ],
    ['an image without config', jsonBytes({ layers }), '', 'MANIFEST_INVALID', 'config'],
    [
      'too many layers',
      jsonBytes({ config, layers: Array.from({ length: 1025 }, () => descriptor) }),
      '',
      'MANIFEST_INVALID',
      'layers',
    ],
    [
      'too many manifests',
      makeIndex(Array.from({ length: 1025 }, () => descriptor)),
      '',
      'MANIFEST_INVALID',
      'manifests',
    ],
    ['more than 4 MiB', Buffer.alloc(maxManifestBytes + 1, ' '), '', 'LIMIT_EXCEEDED', 'at most'],
    ['deep nesting', Buffer.from(`${'['.repeat(1_000_000)}`), '', 'MANIFEST_INVALID', 'expected JSON'],
  ];
  for (const [name, bytes, header, code, reason] of rows) {
    it(name, async () => {
      const error = await failureOf(() => decodeManifest(bytes, header, 'manifest of app'));
      expect(error.code).toBe(code);
      expect(error.message).toContain('manifest of app');
      expect(error.message).toContain(reason);
    });
  }
});

describe('requireImage', () => {
  it('takes Docker and OCI images, foreign and zstd layers', () => {
    for (const layerMediaType of [
      'application/vnd.docker.image.rootfs.diff.tar.gzip',
      'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
      'application/vnd.oci.image.layer.v1.tar+zstd',
      'application/vnd.oci.image.layer.nondistributable.v1.tar',
    ]) {
      const made = makeImage({ layerMediaType, configMediaType: mediaTypes.dockerConfig });
      expect(requireImage(decodeManifest(made.manifest, ''), 'app').layers).toHaveLength(1);
    }
  });

  const rows: readonly (readonly [string, Parameters<typeof makeImage>[0], string])[] = [
    ['a Helm chart', { configMediaType: 'application/vnd.cncf.helm.config.v1+json' }, 'a Helm chart'],
    [
      'a cosign signature, whose config is an image config',
      { layerMediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' },
      'a cosign signature',
    ],
    ['an attestation', { layerMediaType: 'application/vnd.in-toto+json' }, 'an in-toto attestation'],
    ['an SBOM', { layerMediaType: 'application/spdx+json' }, 'SBOM (SPDX)'],
    ['WebAssembly', { configMediaType: 'application/vnd.wasm.config.v0+json' }, 'WebAssembly'],
    [
      'an Ollama model, whose config is a Docker config',
      { configMediaType: mediaTypes.dockerConfig, layerMediaType: 'application/vnd.ollama.image.model' },
      'Ollama model',
    ],
    [
      'an artifact by its type',
      {
        configMediaType: 'application/vnd.oci.empty.v1+json',
        manifest: { artifactType: 'application/vnd.cyclonedx+json' },
      },
      'SBOM (CycloneDX)',
    ],
    ['an unknown artifact', { configMediaType: 'application/vnd.acme.thing' }, 'application/vnd.acme.thing'],
    [
      'an encrypted image',
      { layerMediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
      'encrypted',
    ],
  ];
  for (const [name, fields, words] of rows) {
    it(`names ${name}`, async () => {
      const error = await failureOf(() =>
        requireImage(decodeManifest(makeImage(fields).manifest, ''), 'ghcr.io/a/b:1'),
      );
      expect(error.code).toBe('MEDIA_TYPE_UNSUPPORTED');
      expect(error.message).toContain(`ghcr.io/a/b:1 is `);
      expect(error.message).toContain(words);
    });
  }

  it('names schema 1', async () => {
    const error = await failureOf(() =>
      requireImage(decodeManifest(jsonBytes({ schemaVersion: 1 }), ''), 'old'),
    );
    expect(error).toMatchObject({
      code: 'MEDIA_TYPE_UNSUPPORTED',
      message: 'old is a Docker schema 1 image',
    });
  });
});
