/** OpenVEX 0.0.1 and 0.2.0. https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
import * as v from 'valibot';
import {
  isRecognisable,
  timeOf,
  type VexComponent,
  type VexDocument,
  type VexProduct,
  type VexStatement,
} from './statement.ts';

const text = v.string();
const optionalText = v.fallback(v.optional(text), undefined);

const none = { identifiers: { purl: undefined }, hashes: { 'sha-256': undefined } };

/** 0.0.1 wrote a bare identifier. */
const componentFields = {
  '@id': optionalText,
  identifiers: v.fallback(v.object({ purl: optionalText }), none.identifiers),
  hashes: v.fallback(v.object({ 'sha-256': optionalText }), none.hashes),
};
const Component = v.union([
  v.pipe(
    text,
    v.transform((id) => ({ '@id': id, ...none })),
  ),
  v.object(componentFields),
]);
const Product = v.union([
  v.pipe(
    text,
    v.transform((id) => ({ '@id': id, ...none, subcomponents: [] })),
  ),
  v.object({ ...componentFields, subcomponents: v.fallback(v.array(Component), []) }),
]);
/** 0.0.1 named the vulnerability by its id alone. */
const Vulnerability = v.union([
  v.pipe(
    text,
    v.transform((name) => ({ name, '@id': undefined, aliases: [] })),
  ),
  v.object({ name: optionalText, '@id': optionalText, aliases: v.fallback(v.array(text), []) }),
]);
const Statement = v.object({
  vulnerability: Vulnerability,
  products: v.fallback(v.array(Product), []),
  /** 0.0.1 had them for all products of the statement. */
  subcomponents: v.fallback(v.array(Component), []),
  status: v.picklist(['not_affected', 'affected', 'fixed', 'under_investigation']),
  justification: optionalText,
  impact_statement: optionalText,
  action_statement: optionalText,
  status_notes: optionalText,
  timestamp: optionalText,
  last_updated: optionalText,
});
const Document = v.object({
  '@context': v.pipe(text, v.startsWith('https://openvex.dev/ns')),
  statements: v.array(v.unknown()),
  timestamp: optionalText,
  last_updated: optionalText,
});

/** `subject` is the digest of the image that the document is attached to: statements without products are about it. */
export function decodeOpenVex(value: unknown, name: string, subject?: string): VexDocument | undefined {
  if (!v.is(Document, value)) return undefined;
  const statements: VexStatement[] = [];
  const problems: string[] = [];
  for (const [index, item] of value.statements.entries()) {
    const origin = `${name}, statement ${index + 1}`;
    const result = v.safeParse(Statement, item);
    if (!result.success) {
      const [issue] = result.issues;
      problems.push(
        `${origin} is not used: ${v.getDotPath(issue) ?? 'the statement'}: ${issue.message.slice(0, 200)}`,
      );
      continue;
    }
    const { products, subcomponents, vulnerability, status, justification, ...said } = result.output;
    const parts = subcomponents.map(toComponent);
    const own = products.map((product) => toProduct(product, parts)).filter(isRecognisable);
    const attached = { purls: [], digests: subject === undefined ? [] : [subject], parts };
    const about = products.length === 0 ? [attached].filter(isRecognisable) : own;
    if (about.length === 0) {
      problems.push(`${origin} is not used: no product of it has a purl or an image's digest`);
      continue;
    }
    const statement = said.impact_statement ?? said.action_statement ?? said.status_notes;
    statements.push({
      names: [vulnerability.name, lastSegment(vulnerability['@id']), ...vulnerability.aliases].flatMap(
        (id) => (id === undefined || id === '' ? [] : [id]),
      ),
      products: about,
      verdict: {
        status,
        ...(justification === undefined ? {} : { justification }),
        ...(statement === undefined ? {} : { statement }),
        origin,
      },
      time: timeOf(said.last_updated, said.timestamp, value.last_updated, value.timestamp),
    });
  }
  return { name, statements, problems };
}

function toProduct(product: v.InferOutput<typeof Product>, shared: readonly VexComponent[]): VexProduct {
  return { ...toComponent(product), parts: [...product.subcomponents.map(toComponent), ...shared] };
}

function toComponent({ '@id': id, identifiers, hashes }: v.InferOutput<typeof Component>): VexComponent {
  const purls = [id, identifiers.purl].flatMap((text) => (text?.startsWith('pkg:') === true ? [text] : []));
  const sha256 = hashes['sha-256'];
  return {
    purls: [...new Set(purls)],
    digests: sha256 === undefined ? [] : [`sha256:${sha256.toLowerCase()}`],
  };
}

/** `https://nvd.nist.gov/vuln/detail/CVE-2019-17571` names it too. */
function lastSegment(iri: string | undefined): string | undefined {
  return iri?.split(/[/#]/).at(-1);
}
