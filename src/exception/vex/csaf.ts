/** CSAF 2.0 and 2.1 documents, of the VEX profile and other advisories. https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html */
import * as v from 'valibot';
import type { VexStatus } from '../../model/exception.ts';
import { collectProducts, type ProductTree } from './csaf-products.ts';
import { timeOf, type VexDocument, type VexProduct, type VexStatement } from './statement.ts';

const text = v.string();
const optionalText = v.fallback(v.optional(text), undefined);
const ids = v.fallback(v.array(text), []);

/** The last one wins where a product is in several lists. */
const lists: readonly (readonly [string, VexStatus])[] = [
  ['under_investigation', 'under_investigation'],
  ['first_fixed', 'fixed'],
  ['fixed', 'fixed'],
  ['known_not_affected', 'not_affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['known_affected', 'affected'],
];

const About = v.object({
  label: optionalText,
  category: optionalText,
  details: optionalText,
  product_ids: ids,
});
const Vulnerability = v.object({
  cve: optionalText,
  ids: v.fallback(v.array(v.object({ text })), []),
  product_status: v.fallback(v.record(text, ids), {}),
  flags: v.fallback(v.array(About), []),
  threats: v.fallback(v.array(About), []),
  remediations: v.fallback(v.array(About), []),
});
const Document = v.object({
  document: v.object({
    category: text,
    csaf_version: text,
    tracking: v.fallback(v.object({ current_release_date: optionalText }), {
      current_release_date: undefined,
    }),
  }),
  product_tree: v.fallback(v.unknown(), {}),
  vulnerabilities: v.fallback(v.array(v.unknown()), []),
});

export function decodeCsaf(value: unknown, name: string): VexDocument | undefined {
  const document = v.safeParse(Document, value);
  if (!document.success) return undefined;
  const { product_tree, vulnerabilities, document: head } = document.output;
  const tree = collectProducts(product_tree);
  const time = timeOf(head.tracking.current_release_date);
  const statements: VexStatement[] = [];
  const problems: string[] = [];
  const unknown = new Set<string>();
  for (const [index, item] of vulnerabilities.entries()) {
    const origin = `${name}, statement ${index + 1}`;
    const result = v.safeParse(Vulnerability, item);
    if (!result.success) {
      problems.push(`${origin} is not used: ${result.issues[0].message.slice(0, 200)}`);
      continue;
    }
    statements.push(...statementsOf(result.output, tree, { origin, time, unknown }));
  }
  if (unknown.size > 0) {
    problems.push(
      `${name}: ${unknown.size} products cannot be recognised, since they have no purl, no image's digest and no release of a distribution that is known`,
    );
  }
  return { name, statements, problems };
}

interface Context {
  readonly origin: string;
  readonly time: number;
  /** Takes the ids of products that have no name by which they could be recognised. */
  readonly unknown: Set<string>;
}

/** One for each status and justification; a product has the flags and threats that name it, or that name none. */
function statementsOf(
  { cve, ids: otherIds, product_status, flags, threats, remediations }: v.InferOutput<typeof Vulnerability>,
  tree: ProductTree,
  { origin, time, unknown }: Context,
): readonly VexStatement[] {
  const statusById = new Map<string, VexStatus>();
  for (const [list, status] of lists) {
    for (const id of product_status[list] ?? []) statusById.set(id, status);
  }
  const groups = new Map<string, { verdict: VexStatement['verdict']; products: VexProduct[] }>();
  for (const [id, status] of statusById) {
    const products = tree.find(id);
    if (products.length === 0) {
      unknown.add(id);
      continue;
    }
    const about = (list: readonly v.InferOutput<typeof About>[]) =>
      list.find(({ product_ids }) => product_ids.includes(id)) ??
      list.find(({ product_ids }) => product_ids.length === 0);
    const justification = about(flags)?.label;
    const impact = about(threats.filter(({ category }) => category === 'impact'))?.details;
    const statement = impact ?? (status === 'affected' ? about(remediations)?.details : undefined);
    const key = JSON.stringify([status, justification, statement]);
    const group = groups.get(key);
    if (group !== undefined) group.products.push(...products);
    else {
      const verdict = {
        status,
        ...(justification === undefined ? {} : { justification }),
        ...(statement === undefined ? {} : { statement }),
        origin,
      };
      groups.set(key, { verdict, products: [...products] });
    }
  }
  const names = [...(cve === undefined ? [] : [cve]), ...otherIds.map((other) => other.text)];
  return [...groups.values()].map(({ verdict, products }) => ({ names, verdict, products, time }));
}
