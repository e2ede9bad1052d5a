/** Media types of manifests, configs and layers, and the names of what is no image. https://github.com/opencontainers/image-spec/blob/main/media-types.md */

export const mediaTypes = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociArtifact: 'application/vnd.oci.artifact.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerSchema1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerSchema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const;

/** What a manifest can be. */
export type ManifestKind = 'image' | 'index' | 'schema1' | 'artifact';

/** The kind that a media type announces; undefined for one that says nothing, such as `application/json`. */
export function manifestKindOf(mediaType: string): ManifestKind | undefined {
  switch (mediaType) {
    case mediaTypes.ociManifest:
    case mediaTypes.dockerManifest:
      return 'image';
    case mediaTypes.ociIndex:
    case mediaTypes.dockerIndex:
      return 'index';
    case mediaTypes.dockerSchema1:
    case mediaTypes.dockerSchema1Signed:
      return 'schema1';
    case mediaTypes.ociArtifact:
      return 'artifact';
    default:
      return undefined;
  }
}

/** The bare lower-case type of a Content-Type header: no parameters. */
export function bareMediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** True for the config of a container image; octet-stream is what Docker 1.10 pushed. */
export function isImageConfig(mediaType: string): boolean {
  return (
    mediaType === mediaTypes.ociConfig ||
    mediaType === mediaTypes.dockerConfig ||
    mediaType === 'application/octet-stream'
  );
}

/** True for a layer of files, whatever its compression: that is decided by its first bytes. */
export function isImageLayer(mediaType: string): boolean {
  return (
    !isEncryptedLayer(mediaType) &&
    (mediaType.startsWith('application/vnd.oci.image.layer.') ||
      mediaType.startsWith('application/vnd.docker.image.rootfs.') ||
      mediaType.startsWith('application/vnd.docker.container.image.rootfs.'))
  );
}

/** True for a layer that its registry may not hold: nondistributable (OCI), foreign (Docker). */
export function isForeignLayer(mediaType: string): boolean {
  return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.');
}

/** True for a layer that cannot be read without a key (ocicrypt). */
export function isEncryptedLayer(mediaType: string): boolean {
  return mediaType.endsWith('+encrypted');
}

/** First match wins; each row is a piece of a media type and what carries it. */
const artifactNames: readonly (readonly [piece: string, name: string])[] = [
  ['vnd.cncf.helm.', 'a Helm chart'],
  ['vnd.dev.cosign.simplesigning', 'a cosign signature'],
  ['vnd.dev.sigstore.bundle', 'a Sigstore bundle (signature or attestation)'],
  ['vnd.cncf.notary.signature', 'a Notary signature'],
  ['vnd.in-toto', 'an in-toto attestation'],
  ['vnd.dsse.envelope', 'a signed attestation'],
  ['spdx', 'an SBOM (SPDX)'],
  ['cyclonedx', 'an SBOM (CycloneDX)'],
  ['vnd.syft', 'an SBOM (Syft)'],
  ['wasm', 'a WebAssembly module'],
  ['vnd.ollama.', 'an Ollama model'],
  ['vnd.docker.ai.model', 'a model'],
  ['vnd.cncf.model', 'a model'],
  ['vnd.cnai.model', 'a model'],
  ['vnd.kitops.', 'a model kit'],
  ['vnd.cncf.flux.', 'a Flux artifact'],
  ['vnd.cncf.kyverno.', 'a Kyverno policy'],
  ['openpolicyagent', 'an Open Policy Agent bundle'],
  ['vnd.sylabs.sif', 'a Singularity image'],
  ['vnd.docker.plugin', 'a Docker plugin'],
  ['vnd.docker.compose', 'a Compose project'],
  ['vnd.devcontainers', 'a dev container feature or template'],
  ['vnd.buildkit.cacheconfig', 'a BuildKit cache'],
  ['vnd.aquasec.trivy', 'a vulnerability database'],
  ['vnd.oci.empty', 'an artifact without config'],
];

/** What a media type stands for where it is no image's: `a Helm chart`; undefined when unknown. */
export function artifactName(mediaType: string): string | undefined {
  return artifactNames.find(([piece]) => mediaType.includes(piece))?.[1];
}
