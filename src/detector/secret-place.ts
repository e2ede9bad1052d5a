/** Where keys and tokens are everybody's: documentation, tests and sources that come with packages. */

/** Package indexes and documentation: text by the hundred megabytes, none of it written by who built the image. */
const reference =
  /^usr\/(?:local\/)?share\/(?:doc|man|info|help|gtk-doc|perl\/[^/]+\/pod)\/|^var\/lib\/apt\/lists\/|^(?:usr\/local\/go|usr\/(?:lib|share)\/go(?:-[\d.]+)?)\/(?:src|test)\//;
/** Directories that a language's package manager fills from a public registry. */
const published =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|go\/pkg\/mod|\.cargo\/registry|\.m2\/repository)\//;
/** Directories whose content comes with a package or a runtime. */
const packaged =
  /^(?:usr\/(?:lib|lib32|lib64|libexec|share)|nix\/store)\/|(?:^|\/)(?:vendor|lib\/python\d[^/]{0,8})\//;
const testing =
  /(?:^|\/)(?:tests?|__tests__|testdata|testing|test-?data|fixtures?|specs?|examples?|samples?|docs?|demos?|benchmarks?|mocks?|__mocks__|dummyserver|pod)\/|_test\.[a-z]{1,4}$|\.(?:test|spec)\.[cm]?[jt]sx?$|\.(?:pod|md|rst|adoc)$|(?:^|\/)(?:test_[^/]+\.py|README[^/]*|CHANGE(?:S|LOG)[^/]*|example[^/]*\.go|METADATA|PKG-INFO|ssl-cert-snakeoil\.key)$/i;

/**
 * `sample`: what comes with packages as documentation, tests or their own sources, where a secret is one that
 * everybody has: left out. `test`: a test's or sample's name in the image's own directories, or a file that came
 * from a public registry: kept, at severity low. Else `ordinary`.
 */
export function classifyPlace(path: string): 'sample' | 'test' | 'ordinary' {
  if (reference.test(path)) return 'sample';
  const isPublished = published.test(path);
  if (!testing.test(path)) return isPublished ? 'test' : 'ordinary';
  return isPublished || packaged.test(path) ? 'sample' : 'test';
}
