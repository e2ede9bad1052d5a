/** CycloneDX documents with analyses of vulnerabilities, 1.4 and later. https://cyclonedx.org/capabilities/vex/ */
import * as v from 'valibot';
import type { VexStatus } from '../../model/exception.ts';
import { isRecognisable, timeOf, type VexDocument, type VexProduct, type VexStatement } from './statement.ts';

const text = v.string();
const optionalText = v.fallback(v.optional(text), undefined);

const statuses: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
};

const Component = v.object({ 'bom-ref': optionalText, purl: optionalText });
const Affected = v.object({
  ref: text,
  versions: v.fallback(v.array(v.object({ version: optionalText, status: optionalText })), []),
});
const Vulnerability = v.object({
  id: text,
  references: v.fallback(v.array(v.object({ id: text })), []),
  analysis: v.object({
    state: v.picklist(Object.keys(statuses)),
    justification: optionalText,
    detail: optionalText,
    firstIssued: optionalText,
    lastUpdated: optionalText,
  }),
  affects: v.fallback(v.array(Affected), []),
  updated: optionalText,
});
const Document = v.object({
  bomFormat: v.literal('CycloneDX'),
  vulnerabilities: v.array(v.unknown()),
  components: v.fallback(v.array(v.unknown()), []),
  metadata: v.fallback(
    v.object({ timestamp: optionalText, component: v.fallback(v.optional(Component), undefined) }),
    { timestamp: undefined, component: undefined },
  ),
});

/** Vulnerabilities without an analysis say nothing and are passed over. */
export function decodeCycloneDxVex(value: unknown, name: string): VexDocument | undefined {
  const document = v.safeParse(Document, value);
  if (!document.success) return undefined;
  const { vulnerabilities, metadata } = document.output;
  const purlByRef = collectRefs(document.output);
  const statements: VexStatement[] = [];
  const problems: string[] = [];
  for (const [index, item] of vulnerabilities.entries()) {
    if (!v.is(v.object({ analysis: v.unknown() }), item)) continue;
    const origin = `${name}, statement ${index + 1}`;
    const result = v.safeParse(Vulnerability, item);
    if (!result.success) {
      const [issue] = result.issues;
      problems.push(`${origin} is not used: ${v.getDotPath(issue) ?? 'it'}: ${issue.message.slice(0, 200)}`);
      continue;
    }
    const { id, references, analysis, affects, updated } = result.output;
    const products = affects.flatMap((affected) => toProducts(affected, purlByRef)).filter(isRecognisable);
    if (products.length === 0) {
      problems.push(`${origin} is not used: nothing that it affects has a purl`);
      continue;
    }
    const { state, justification, detail, lastUpdated, firstIssued } = analysis;
    statements.push({
      names: [id, ...references.map((reference) => reference.id)],
      products,
      verdict: {
        status: statuses[state] ?? 'under_investigation',
        ...(justification === undefined ? {} : { justification }),
        ...(detail === undefined ? {} : { statement: detail }),
        origin,
      },
      time: timeOf(lastUpdated, firstIssued, updated, metadata.timestamp),
    });
  }
  return { name, statements, problems };
}

function collectRefs({ components, metadata }: v.InferOutput<typeof Document>): ReadonlyMap<string, string> {
  const refs = new Map<string, string>();
  for (const item of [metadata.component, ...components]) {
    if (!v.is(Component, item)) continue;
    if (item['bom-ref'] !== undefined && item.purl !== undefined) refs.set(item['bom-ref'], item.purl);
  }
  return refs;
}

/** A reference names a component of this document, or of another by `urn:cdx:serial/version#bom-ref`. */
function toProducts(
  { ref, versions }: v.InferOutput<typeof Affected>,
  purlByRef: ReadonlyMap<string, string>,
): readonly VexProduct[] {
  const hash = ref.startsWith('urn:cdx:') ? ref.indexOf('#') : -1;
  const local = hash < 0 ? ref : ref.slice(hash + 1);
  const purl = [purlByRef.get(local), local, decodeOnce(local)].find((text) => text?.startsWith('pkg:'));
  if (purl === undefined) return [];
  const named = versions.flatMap(({ version }) => (version === undefined ? [] : [version]));
  const hasVersion = /@[^/]*$/.test(purl.split(/[?#]/, 1)[0] ?? '');
  const purls =
    named.length === 0 || hasVersion ? [purl] : named.map((version) => withVersion(purl, version));
  return purls.map((each) => ({ purls: [each], digests: [], parts: [] }));
}

function withVersion(purl: string, version: string): string {
  const end = /[?#]|$/.exec(purl)?.index ?? purl.length;
  return `${purl.slice(0, end)}@${encodeURIComponent(version.replace(/\p{Surrogate}/gu, '\uFFFD'))}${purl.slice(end)}`;
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
