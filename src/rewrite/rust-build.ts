/** Tells whether Rust was built in the image. https://doc.rust-lang.org/cargo/ */
import { runs, type Subject } from './subject.ts';

/** An ELF header does not tell Rust from C, so the build has to. */
export function isRust(subject: Subject): boolean {
  return (
    runs(subject, /^cargo$/, /^(build|install|rustc|auditable|zigbuild|leptos)$/) ||
    runs(subject, /^rustc$/) ||
    [...subject.texts.keys()].some((path) => path.endsWith('Cargo.toml'))
  );
}
