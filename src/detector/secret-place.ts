/** Where keys and tokens are samples by design: documentation and tests that come with packages. */

/** Directories whose content comes from a package, never from who built the image. */
const packaged =
  /^(?:usr\/(?:lib|lib32|lib64|libexec|share)|usr\/local\/(?:lib|go|share)|opt\/[^/]+\/lib|nix\/store)\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|gems|go\/pkg\/mod|\.cargo\/registry|\.m2)\//;
const documentation = /^usr\/(?:local\/)?share\/(?:doc|man|info|help|gtk-doc|perl\/[^/]+\/pod)\//;
const testing =
  /(?:^|\/)(?:tests?|__tests__|testdata|testing|test-?data|fixtures?|specs?|examples?|samples?|docs?|demos?|benchmarks?|mocks?|__mocks__|pod)\/|_test\.[a-z]{1,4}$|(?:^|\/)test_[^/]+\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$|\.(?:pod|md|rst|adoc)$|(?:^|\/)README[^/]*$|(?:^|\/)CHANGE(?:S|LOG)[^/]*$|(?:^|\/)example[^/]*\.go$/i;

/**
 * `sample`: documentation or tests inside a package's directory, where a secret is one that everybody has: left
 * out. `test`: the same names in the image's own directories: kept, at severity low. Else `ordinary`.
 */
export function classifyPlace(path: string): 'sample' | 'test' | 'ordinary' {
  if (documentation.test(path)) return 'sample';
  if (!testing.test(path)) return 'ordinary';
  return packaged.test(path) ? 'sample' : 'test';
}
