/** YAML of configuration files to plain values; loaded when one is read. https://yaml.org/spec/1.2.2/ */
import { isScalar, parse, parseDocument, Scalar, visit } from 'yaml';
import type { InlineBlock } from './target.ts';

/** Aliases that multiply are refused beyond this many. */
const mostAliases = 1_000;

/** Throws the library's error for what is no YAML. */
export function parseYaml(text: string): unknown {
  return parse(text, { merge: true, maxAliasCount: mostAliases, logLevel: 'error' });
}

/** Texts that stand as literal blocks, `|`, in order. */
export function blockScalarsOf(text: string): readonly InlineBlock[] {
  const blocks: InlineBlock[] = [];
  visit(parseDocument(text, { logLevel: 'error' }), {
    Scalar(_, node) {
      if (!isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || typeof node.value !== 'string') return;
      const [from = 0, end = 0] = node.range ?? [];
      const newline = text.indexOf('\n', from);
      if (newline >= 0 && newline < end) blocks.push({ start: newline + 1, end, value: node.value });
    },
  });
  return blocks;
}
