/** An SBOM or another document as it is kept beside an image: bare, or in an in-toto statement that may be signed. https://github.com/in-toto/attestation/tree/main/spec/v1 */
import * as v from 'valibot';
import type { Digest } from '../model/image.ts';
import { parseJson, readSbom } from './decode.ts';
import type { Sbom } from './sbom.ts';

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
const Envelope = v.object({ payloadType: v.string(), payload: v.string() });
/** https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto */
const Bundle = v.object({ dsseEnvelope: Envelope });
const Statement = v.object({
  _type: v.pipe(v.string(), v.startsWith('https://in-toto.io/Statement/')),
  predicateType: v.string(),
  subject: v.optional(v.array(v.unknown())),
  predicate: v.unknown(),
});
type Statement = v.InferInput<typeof Statement>;
const Subject = v.object({ digest: v.record(v.string(), v.unknown()) });
/** cosign put the document, or its text, one level deeper than in-toto says until its version 2. */
const Wrapped = v.object({ Data: v.unknown() });

/** Without SBOM and problem: it says something else of the image, or is about something else in its making. */
export interface AttachedSbom {
  readonly sbom?: Sbom;
  /** Why no SBOM could be read where one was to be expected. */
  readonly problem?: string;
  /** What was attached, out of its statement and envelope: it may be VEX beside an SBOM or in its place. */
  readonly document?: unknown;
}

/** Reads a document that is kept beside `image`. Signatures are not checked: the registry's word is taken, as for layers. */
export function readAttached(bytes: Uint8Array, image: Digest): AttachedSbom {
  const json = openEnvelope(parseJson(bytes));
  if (!v.is(Statement, json)) return { ...understood(readSbom(json)), document: json };
  const isSbom = isSbomPredicate(json.predicateType);
  if (!isAbout(json, image)) return isSbom ? { problem: 'the statement is about another image' } : {};
  const document = unwrap(json.predicate);
  if (!isSbom) return { document };
  const sbom = readSbom(document);
  return isOfBuildStage(sbom) ? {} : { ...understood(sbom), document };
}

/** Whether the predicate of a type is an SBOM: `https://spdx.dev/Document/v2.3`, `https://cyclonedx.org/bom`. */
function isSbomPredicate(predicateType: string): boolean {
  return /\b(?:spdx\.dev|cyclonedx\.org|syft\.dev)\//.test(predicateType);
}

function understood(sbom: Sbom | undefined): AttachedSbom {
  return sbom === undefined
    ? { problem: "expected CycloneDX, SPDX 2.2 or 2.3 or syft's JSON, found something else" }
    : { sbom };
}

function openEnvelope(json: unknown): unknown {
  const envelope = v.is(Bundle, json) ? json.dsseEnvelope : json;
  return v.is(Envelope, envelope) ? parseJson(Buffer.from(envelope.payload, 'base64')) : json;
}

function unwrap(predicate: unknown): unknown {
  const document = v.is(Wrapped, predicate) ? predicate.Data : predicate;
  return typeof document === 'string' ? parseJson(Buffer.from(document)) : document;
}

/** A statement that names no subject is about what it is attached to. */
function isAbout({ subject = [] }: Statement, image: Digest): boolean {
  const [algorithm = '', hex] = image.split(':', 2);
  return (
    subject.length === 0 || subject.some((item) => v.is(Subject, item) && item.digest[algorithm] === hex)
  );
}

/** BuildKit calls the image's own `sbom`; those of the stages that it was built in tell what did not stay. */
function isOfBuildStage(sbom: Sbom | undefined): boolean {
  return sbom?.subject?.startsWith('sbom-') === true;
}
