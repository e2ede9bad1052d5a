import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceInline } from '../../src/build/inline.ts';

const before = 'FROM a\n\nADD b /\n  # c\n';
const after = 'FROM a\n\nCOPY b /\n  # c\nUSER 1\n';
const indented = (text: string, indent: string, end = '\n') =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join(end);
const compose = (text: string, header = '|', indent = '        ') =>
  `# top\nservices:\n  web:\n    build:\n      dockerfile_inline: ${header}\n${indented(text, indent)}    image: "x"   # end\n`;

describe('replaceInline', () => {
  it.each([
    ['a literal block', compose(before), compose(after)],
    ['other indents', compose(before, '|', '         '), compose(after, '|', '         ')],
    ['a block with an indicator', compose(before, '|2', '        '), compose(after, '|2', '        ')],
    ['Windows line ends', compose(before).replaceAll('\n', '\r\n'), compose(after).replaceAll('\n', '\r\n')],
    ['two of one text', compose(before) + compose(before).slice(16).replace('web', 'api'), undefined],
  ])('changes %s and nothing else', async (_, source, wanted) => {
    const text = await replaceInline('c.yaml', source, before, after);
    expect(text).toBe(wanted ?? compose(after) + compose(after).slice(16).replace('web', 'api'));
  });

  it('writes dollars as the formats want them', async () => {
    const shell = 'FROM a\nADD $A b\n';
    expect(
      await replaceInline('c.yaml', compose('FROM a\nADD $$A b\n'), shell, shell.replace('ADD', 'COPY')),
    ).toBe(compose('FROM a\nCOPY $$A b\n'));
    const braces = `FROM a\nADD \${A} b\n`;
    expect(
      await replaceInline(
        'b.hcl',
        `target "a" { dockerfile-inline = <<EOT\nFROM a\nADD $\${A} b\nEOT\n}\n`,
        braces,
        braces.replace('ADD', 'COPY'),
      ),
    ).toBe(`target "a" { dockerfile-inline = <<EOT\nFROM a\nCOPY $\${A} b\nEOT\n}\n`);
  });

  it('changes heredocs, with and without an indent', async () => {
    const bake = (text: string) =>
      `target "a" {\n  dockerfile-inline = <<-EOT\n${indented(text, '    ')}  EOT\n  tags = ["x"]\n}\n`;
    expect(await replaceInline('b.hcl', bake(before), before, after)).toBe(bake(after));
  });

  it.each([
    ['a folded block', 'c.yaml', compose('FROM a\nADD b /\n', '>')],
    ['a quoted text', 'c.yaml', 'services: {web: {build: {dockerfile_inline: "FROM a\\nADD b /\\n"}}}'],
    ['another text', 'c.yaml', compose('FROM b\n')],
    ['no YAML', 'c.yaml', 'a: [\n'],
    ['a quoted text in HCL', 'b.hcl', 'target "a" { dockerfile-inline = "FROM a\\nADD b /\\n" }'],
  ])('leaves %s alone', async (_, path, source) => {
    expect(await replaceInline(path, source, 'FROM a\nADD b /\n', 'FROM a\nCOPY b /\n')).toBeUndefined();
  });

  it('takes any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (source, text) => {
        await replaceInline('c.yaml', source, text, 'x');
        await replaceInline('c.hcl', source, text, 'x');
      }),
    );
  });
});
