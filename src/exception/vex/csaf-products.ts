/** The product tree of a CSAF document: which names a product id stands for. https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property */
import * as v from 'valibot';
import { type Platform, platformOf } from './platform.ts';
import { isRecognisable, type VexComponent, type VexProduct } from './statement.ts';

export interface ProductTree {
  /** Empty when nothing in the tree says how to recognise it. */
  readonly find: (id: string) => readonly VexProduct[];
}

const text = v.string();
const optionalText = v.fallback(v.optional(text), undefined);
const unknowns = v.fallback(v.array(v.unknown()), []);

const Product = v.object({
  product_id: text,
  product_identification_helper: v.fallback(
    v.object({
      cpe: optionalText,
      purl: optionalText,
      /** CSAF 2.1 has a list in its place. */
      purls: v.fallback(v.array(text), []),
      hashes: v.fallback(
        v.array(v.object({ file_hashes: v.array(v.object({ algorithm: text, value: text })) })),
        [],
      ),
    }),
    { cpe: undefined, purl: undefined, purls: [], hashes: [] },
  ),
});
const Branch = v.object({ branches: unknowns, product: v.fallback(v.optional(v.unknown()), undefined) });
const Relationship = v.object({
  product_reference: text,
  relates_to_product_reference: text,
  full_product_name: v.object({ product_id: text }),
});
const Tree = v.object({ branches: unknowns, full_product_names: unknowns, relationships: unknowns });

/** A tree that is nested more deeply is no tree that anybody wrote. */
const maxDepth = 30;

export function collectProducts(value: unknown): ProductTree {
  const tree = v.safeParse(Tree, value);
  if (!tree.success) return { find: () => [] };
  const { branches, full_product_names, relationships } = tree.output;
  const components = new Map<string, VexComponent>();
  const platforms = new Map<string, Platform>();
  for (const item of [...full_product_names, ...productsBelow(branches, 0)]) {
    const product = v.safeParse(Product, item);
    if (!product.success) continue;
    const { product_id, product_identification_helper } = product.output;
    components.set(product_id, toComponent(product.output));
    const platform = platformOf(product_identification_helper.cpe ?? '');
    if (platform !== undefined) platforms.set(product_id, platform);
  }
  const relations = new Map<string, v.InferOutput<typeof Relationship>[]>();
  for (const item of relationships) {
    if (!v.is(Relationship, item)) continue;
    const { product_id } = item.full_product_name;
    relations.set(product_id, [...(relations.get(product_id) ?? []), item]);
  }
  const platformsOf = (id: string): Pick<VexProduct, 'platforms'> => {
    const platform = platforms.get(id);
    return platform === undefined ? {} : { platforms: [platform] };
  };
  const find = (id: string): readonly VexProduct[] => {
    const own = components.get(id);
    const related = (relations.get(id) ?? []).flatMap(
      ({ product_reference, relates_to_product_reference }) => {
        const whole = components.get(relates_to_product_reference);
        const part = components.get(product_reference);
        return whole === undefined || part === undefined || !isRecognisable(part)
          ? []
          : [{ ...whole, ...platformsOf(relates_to_product_reference), parts: [part] }];
      },
    );
    const all = [...(own === undefined ? [] : [{ ...own, parts: [] }]), ...related];
    return all.filter((product) => isRecognisable(product) || 'platforms' in product);
  };
  return { find };
}

function productsBelow(branches: readonly unknown[], depth: number): readonly unknown[] {
  if (depth >= maxDepth) return [];
  return branches.flatMap((item) => {
    const branch = v.safeParse(Branch, item);
    if (!branch.success) return [];
    const { product, branches: below } = branch.output;
    return [...(product === undefined ? [] : [product]), ...productsBelow(below, depth + 1)];
  });
}

function toComponent({ product_identification_helper }: v.InferOutput<typeof Product>): VexComponent {
  const { purl, purls, hashes } = product_identification_helper;
  const files = hashes.flatMap(({ file_hashes }) => file_hashes);
  return {
    purls: [...(purl === undefined ? [] : [purl]), ...purls].filter((each) => each.startsWith('pkg:')),
    digests: files
      .filter(({ algorithm }) => algorithm.toLowerCase() === 'sha256')
      .map(({ value: hex }) => `sha256:${hex.toLowerCase()}`),
  };
}
